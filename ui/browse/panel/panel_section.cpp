// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/panel_section.h"

#include "ui/browse/panel/text_rows.h"
#include "ui/theme/theme.h"

#include <QLabel>

namespace legenda::ui {

PanelSection::PanelSection(const QString& title, QWidget* besideTitle) : box_(new QVBoxLayout(this)) {
    box_->setContentsMargins(0, 0, 0, 0);
    box_->setSpacing(theme::kSpace1);
    auto* label = new QLabel(title);
    label->setProperty("section", true);
    label->setContentsMargins(TextRows::kInset, 0, 0, 2);
    auto* head = new QHBoxLayout;
    head->addWidget(label, 1);
    if (besideTitle) head->addWidget(besideTitle);
    box_->addLayout(head);
}

}  // namespace legenda::ui
