// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/options.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace legenda::ui {

// One option of an OptionsForm: title and help at the left, the editor at the right, the problem under it.
class OptionRow : public QWidget {
    Q_OBJECT
 public:
    OptionRow(base::OptionField field, QWidget* parent);

    const base::OptionField& field() const { return field_; }
    nlohmann::json value() const;
    std::string text() const;
    void setValue(const nlohmann::json& value);
    bool isChanged() const;
    std::string problem() const;  // of the value alone
    void showProblem(const QString& why);

 Q_SIGNALS:
    void changed();

 private:
    void addEditor();
    void edited();

    base::OptionField field_;
    QLabel* title_ = nullptr;
    QLabel* problem_ = nullptr;
    QToolButton* reset_ = nullptr;
    QCheckBox* flag_ = nullptr;
    QComboBox* choice_ = nullptr;
    QLineEdit* line_ = nullptr;
};

}  // namespace legenda::ui
