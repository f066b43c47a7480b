// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QFrame>

namespace legenda::ui {

// One line above the photograph that explains the page, in projects that request it (the demo), until it is closed
// there. GUI thread.
class GuideLine : public QFrame {
    Q_OBJECT
 public:
    explicit GuideLine(Bridge* bridge, QWidget* parent = nullptr);
    void setProject(const std::filesystem::path& folder);

 private:
    Bridge* bridge_;
    std::filesystem::path project_;
};

}  // namespace legenda::ui
