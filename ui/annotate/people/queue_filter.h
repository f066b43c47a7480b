// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;

namespace legenda::ui {

class PeopleState;

// Which images the queue lists: by mark, by annotator, and by words of the regions' texts; and, in a task, its images
// in the order of who is signed in. GUI thread.
class QueueFilter : public QWidget {
    Q_OBJECT
 public:
    QueueFilter(Bridge* bridge, PeopleState* people, QWidget* parent);

    bool active() const;  // it leaves out images
    void clear();
    // Asks again, because marks or texts have changed.
    void ask();

 Q_SIGNALS:
    // The images that pass, in order; none: all do.
    void passing(const std::optional<std::vector<std::int64_t>>& images);
    void failed(const legenda::base::Error& error);

 private:
    void fillAnnotators();
    void answer();

    Bridge* bridge_;
    PeopleState* people_;
    QComboBox *mark_, *annotator_;
    QLineEdit* text_;
    QTimer typed_;
    std::optional<std::vector<std::int64_t>> order_, passing_;
    int waiting_ = 0;
    quint64 asked_ = 0;  // answers to earlier questions are left out
};

}  // namespace legenda::ui
