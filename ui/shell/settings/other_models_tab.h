// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/live_programs.h"

#include <QWidget>

#include <functional>
#include <optional>

class QListWidget;
class QPushButton;
class QStackedWidget;

namespace legenda::ui {

class ToneLabel;

// The programs that the user has entered to answer beside our models: the list, and what entering one means. GUI
// thread.
class OtherModelsTab : public QWidget {
    Q_OBJECT
 public:
    explicit OtherModelsTab(QWidget* parent = nullptr);

 private:
    QPushButton* addButton(const QString& title, const char* name, const std::function<void()>& press);
    void fill();
    void enable();
    std::optional<LiveProgram> chosen() const;
    void add(const LiveProgram& first);
    void edit();
    void remove();
    void undo();

    QStackedWidget* stack_;  // the list, or what stands in its place while it is empty
    QListWidget* list_;
    ToneLabel* note_;
    QPushButton *edit_ = nullptr, *remove_ = nullptr, *undo_ = nullptr;
    struct Removed {
        int row = 0;
        LiveProgram program;
        bool agreed = false;  // that pictures are sent to its address
    };
    std::optional<Removed> removed_;
};

}  // namespace legenda::ui
