// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/controls/help/page_help_text.h"

#include <QWidget>

namespace legenda::ui {

// The small drawing of a HelpSample in the colours of the theme.
class HelpSampleView : public QWidget {
    Q_OBJECT
 public:
    explicit HelpSampleView(HelpSample sample, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {72, 28}; }

 protected:
    void paintEvent(QPaintEvent* event) override;

 private:
    HelpSample sample_;
};

}  // namespace legenda::ui
