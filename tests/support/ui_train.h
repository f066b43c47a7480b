// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/train/train_new_run.h"

#include <QComboBox>

namespace legenda::test {

// Chooses what to train, by the command of a kind.
inline void chooseKind(ui::TrainNewRun* panel, const char* command) {
    auto* kinds = panel->findChild<QComboBox*>(QStringLiteral("kinds"));
    kinds->setCurrentIndex(kinds->findData(QString::fromLatin1(command)));
}

}  // namespace legenda::test
