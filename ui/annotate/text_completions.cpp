// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/text_completions.h"

#include "ui/theme/theme.h"

#include <QScrollBar>

#include <algorithm>

namespace legenda::ui {

TextCompletions::TextCompletions(QWidget* window) : QListWidget(window) {
    setProperty("popup", true);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Earlier texts"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideRight);
    setMouseTracking(true);
    setUniformItemSizes(true);
    connect(this, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) { Q_EMIT taken(item->text()); });
}

void TextCompletions::show(const QStringList& texts, const QWidget* field) {
    clear();
    addItems(texts);
    for (int i = 0; i < count(); ++i) item(i)->setToolTip(item(i)->text());
    constexpr int kFrame = 12;  // of the style sheet
    const int rows = sizeHintForRow(0) * count() + kFrame;
    const QPoint below = field->mapTo(parentWidget(), QPoint(0, field->height() + 2));
    const int room = parentWidget()->height() - below.y() - theme::kSpace2;
    const bool above = room < std::min(rows, 3 * sizeHintForRow(0));
    const int height = std::min(rows, above ? below.y() - field->height() : room);
    const int top = above ? below.y() - field->height() - 4 - height : below.y();
    setGeometry(below.x(), top, field->width(), height);
    QListWidget::show();
    raise();
}

void TextCompletions::step(int direction) {
    const int now = currentRow(), rows = count();
    setCurrentRow(now < 0 ? (direction > 0 ? 0 : rows - 1) : (now + direction + rows) % rows);
}

bool TextCompletions::take() {
    if (!currentItem()) return false;
    Q_EMIT taken(currentItem()->text());
    return true;
}

}  // namespace legenda::ui
