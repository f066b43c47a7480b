// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;

namespace legenda::ui {

class Page;

// Says that a photograph is unlike those that the models in use were trained on, and offers the shipped ones that have
// learned from more kinds of photographs. Hidden otherwise. GUI thread.
class UnlikeNote : public QWidget {
    Q_OBJECT
 public:
    explicit UnlikeNote(Page* page);
    void tell(const std::optional<inference::TrainingDistance>& training);

 private:
    void useBroader();

    Page* page_;
    QLabel* said_;
    QPushButton* broader_;
};

}  // namespace legenda::ui
