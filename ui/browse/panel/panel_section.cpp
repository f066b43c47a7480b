// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/panel/panel_section.h"

#include "ui/browse/panel/text_rows.h"
#include "ui/theme/theme.h"

#include <QLabel>

namespace legenda::ui {

PanelSection::PanelSection(const QString& title, QWidget* besideTitle)
    : box_(new QVBoxLayout(this)), title_(new QLabel(title)) {
    box_->setContentsMargins(0, 0, 0, 0);
    box_->setSpacing(theme::kSpace1);
    title_->setProperty("section", true);
    title_->setContentsMargins(TextRows::kInset, 0, 0, 2);
    auto* head = new QHBoxLayout;
    head->addWidget(title_, 1);
    if (besideTitle) head->addWidget(besideTitle);
    box_->addLayout(head);
}

void PanelSection::setTitle(const QString& title) {
    title_->setText(title);
}

}  // namespace legenda::ui
