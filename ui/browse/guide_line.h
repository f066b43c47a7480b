// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QFrame>

class QBoxLayout;
class QLabel;
class QToolButton;

namespace legenda::ui {

// One line above the photograph with a hint, in projects that request hints (the demo). A hint that the user follows,
// or has read, makes room for the next one; closed, none comes again. GUI thread.
class GuideLine : public QFrame {
    Q_OBJECT
 public:
    enum class Hint { Hover, Draw, Type };
    explicit GuideLine(Bridge* bridge, QWidget* parent = nullptr);
    void setProject(const std::filesystem::path& folder);
    void followed(Hint hint);  // the user has done it

 protected:
    void resizeEvent(QResizeEvent* event) override;

 private:
    void show(int hint);  // behind the last: none

    Bridge* bridge_;
    std::filesystem::path project_;
    QLabel *text_, *count_;
    QToolButton* next_;
    QBoxLayout* line_;
    int shown_ = -1;  // a Hint; -1: none
};

}  // namespace legenda::ui
