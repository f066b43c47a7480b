// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/controls/elided_combo.h"

#include <QString>

#include <optional>
#include <vector>

namespace legenda::ui {

// What may stand beside the picture in a comparison.
struct Beside {
    enum class What { Model, Truth, Set, Program };
    What what = What::Model;
    QString name = {};  // the file of a model, the name of a set or of a program of the user's
    bool operator==(const Beside&) const = default;
};

// The list of what may stand beside the picture: the alignment models, ground truth, the program that answers beside
// our models, and the project's prediction sets. GUI thread.
class BesideList : public ElidedCombo {
    Q_OBJECT
 public:
    explicit BesideList(QWidget* parent = nullptr);

    // The choice stays where it is still there; else it is a model, if possible not the one in use.
    void setProject(const project::ProjectInfo& project);
    void setSets(const std::vector<store::PredictionSetRecord>& sets);
    // The program that answers beside ours; empty: none. The choice of it stays where there is another one.
    void setProgram(const QString& name);
    Beside chosen() const;
    bool choose(const Beside& beside);  // false: it is not there

 private:
    void fill(const project::ProjectInfo& project);
    int placeOf(const Beside& beside) const;  // -1: it is not there

    std::optional<project::ProjectInfo> project_;
    std::vector<store::PredictionSetRecord> sets_;
    QString program_;
};

}  // namespace legenda::ui
