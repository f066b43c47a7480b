// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/browse_panel.h"

#include "ui/theme/theme.h"

#include <QVBoxLayout>

namespace legenda::ui {

BrowsePanel::BrowsePanel(const QList<QWidget*>& sections) : FittingScroll(280) {
    setAccessibleName(tr("Details of the photograph"));
    auto* body = new QFrame;
    body->setProperty("panel", true);
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(theme::kSpace3, theme::kSpace3, theme::kSpace3, theme::kSpace4);
    layout->setSpacing(theme::kSpace4);
    for (QWidget* section : sections) layout->addWidget(section);
    layout->addStretch();
    setWidget(body);
}

}  // namespace legenda::ui
