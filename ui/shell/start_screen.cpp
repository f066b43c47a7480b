// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/start_screen.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace legenda::ui {

EmptyState::EmptyState(QWidget* parent) : QWidget(parent) {
    auto* title = new QLabel(tr("Sentences aligned with photographs"));
    title->setFont(theme::font(theme::Type::Title, QFont::DemiBold));
    title->setAlignment(Qt::AlignCenter);
    auto* text =
        new QLabel(tr("Legenda shows which part of a photograph each word refers to, and describes photographs and "
                      "boxes that you draw. Open a project, or drop photographs here."));
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    text->setProperty("weak", true);
    text->setFixedWidth(440);
    text->setMinimumHeight(text->heightForWidth(440));
    auto* demo = new QPushButton(tr("Open the demo project"));
    demo->setProperty("primary", true);
    auto* folder = new QPushButton(tr("Open a folder of photographs"));
    auto* import = new QPushButton(tr("Import a dataset"));
    connect(demo, &QPushButton::clicked, this, &EmptyState::demoRequested);
    connect(folder, &QPushButton::clicked, this, &EmptyState::folderRequested);
    connect(import, &QPushButton::clicked, this, &EmptyState::importRequested);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(theme::kSpace2);
    buttons->addStretch();
    for (auto* button : {demo, folder, import}) buttons->addWidget(button);
    buttons->addStretch();
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(title->text());
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(theme::kSpace3);
    layout->addStretch(3);
    layout->addSpacing(88);
    layout->addWidget(title);
    layout->addWidget(text, 0, Qt::AlignHCenter);
    layout->addSpacing(theme::kSpace2);
    layout->addLayout(buttons);
    layout->addStretch(4);
}

void EmptyState::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme::colours().ground);
    const auto* title = findChild<QLabel*>();
    painter.drawPixmap(QPointF(width() / 2.0 - 36, title->y() - 88),
                       theme::iconPixmap(QStringLiteral("legenda"), theme::colours().text, 72, devicePixelRatioF()));
}

}  // namespace legenda::ui
