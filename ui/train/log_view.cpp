// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/log_view.h"

#include <QFontDatabase>
#include <QScrollBar>
#include <QTime>

namespace legenda::ui {

LogView::LogView(QWidget* parent) : QPlainTextEdit(parent) {
    setReadOnly(true);
    setMaximumBlockCount(2000);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(true);
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(11);
    setFont(font);
    setAccessibleName(tr("Log"));
}

void LogView::append(const QString& text) {
    if (text == last_) return;
    last_ = text;
    const auto* bar = verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum() - 4;
    appendPlainText(QTime::currentTime().toString(QStringLiteral("HH:mm:ss  ")) + text);
    if (atEnd) verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

}  // namespace legenda::ui
