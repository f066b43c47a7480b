// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/region_card_field.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QTextBlock>
#include <QTextLayout>

#include <cmath>

namespace legenda::ui {

namespace {

constexpr int kPause = 800;  // ms after the last key
constexpr int kPadding = 6;  // the style sheet's padding and the document's margin

// The focus moves to another window or a menu, and will return.
bool passes(Qt::FocusReason reason) {
    return reason == Qt::ActiveWindowFocusReason || reason == Qt::PopupFocusReason;
}

}  // namespace

SnippetField::SnippetField(QString snippet, QWidget* parent) : QPlainTextEdit(parent), snippet_(std::move(snippet)) {
    setTabChangesFocus(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(3);
    setPlaceholderText(tr("What is in this box?"));
    setAccessibleName(tr("Text of the box"));
    timer_.setSingleShot(true);
    timer_.setInterval(kPause);
    connect(&timer_, &QTimer::timeout, this, [this] { commit(false); });
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        if (!filling_) timer_.start();
    });
    fitHeight();
}

QString SnippetField::text() const {
    return toPlainText().simplified();
}

void SnippetField::replaceText(const QString& text) {
    if (toPlainText() == text) return;
    filling_ = true;
    const int position = textCursor().position();
    setPlainText(text);
    QTextCursor cursor = textCursor();
    cursor.setPosition(std::min<int>(position, static_cast<int>(text.size())));
    setTextCursor(cursor);
    filling_ = false;
}

void SnippetField::setSaved(const QString& text) {
    const bool typing = isDirty();
    const bool own = text == sent_;
    saved_ = text;
    if (typing) return;  // the field holds newer text, which is committed soon
    sent_ = text;
    // A space typed at the end of the saved text is kept.
    if (own && toPlainText().simplified() == text && hasFocus()) return;
    replaceText(text);
}

void SnippetField::commitFailed() {
    sent_ = saved_;
}

void SnippetField::commit(bool final) {
    timer_.stop();
    if (!isDirty()) return;
    // An emptied field removes the text only when the focus leaves it: the user may be about to type something else.
    if (text().isEmpty() && !final) return;
    sent_ = text();
    // From here on Ctrl+Z belongs to the image's history, which holds this text as one edit.
    document()->clearUndoRedoStacks();
    Q_EMIT committed(sent_, final);
}

void SnippetField::setSuggestion(const QString& text) {
    suggestion_ = text;
    setPlaceholderText(text.isEmpty() ? tr("What is in this box?") : QString());
    fitHeight();
    viewport()->update();
}

void SnippetField::accept() {
    const QString words = suggestion_;
    setSuggestion({});
    replaceText(words);
    sent_ = text();
    moveCursor(QTextCursor::End);
    Q_EMIT suggestionAccepted(words);
}

QSize SnippetField::sizeHint() const {
    const QFontMetrics metrics(font());
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
        lines += std::max(1, block.layout() ? block.layout()->lineCount() : 1);
    if (toPlainText().isEmpty() && !suggestion_.isEmpty()) {
        const QRect room(0, 0, std::max(60, viewport()->width() - 8), 10000);
        lines = std::max(lines,
                         static_cast<int>(std::ceil(metrics.boundingRect(room, Qt::TextWordWrap, suggestion_).height() /
                                                    static_cast<double>(metrics.lineSpacing()))));
    }
    return {160, metrics.lineSpacing() * std::max(1, lines) + 2 * kPadding + 7};
}

void SnippetField::fitHeight() {
    const int height = SnippetField::sizeHint().height();
    if (height != minimumHeight() || height != maximumHeight()) setFixedHeight(height);
}

void SnippetField::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
}

bool SnippetField::event(QEvent* event) {
    // Before Qt handles it as a change of focus.
    if (event->type() == QEvent::KeyPress && takesTab(*static_cast<QKeyEvent*>(event))) return true;
    // Undo and redo go to the image's history unless this field holds uncommitted typing to undo.
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool undo = key->matches(QKeySequence::Undo), redo = key->matches(QKeySequence::Redo);
        if ((undo && !document()->isUndoAvailable()) || (redo && !document()->isRedoAvailable())) {
            event->ignore();
            return false;
        }
    }
    return QPlainTextEdit::event(event);
}

bool SnippetField::takesTab(const QKeyEvent& key) {
    if (key.key() == Qt::Key_Tab && key.modifiers() == Qt::NoModifier) {
        if (!suggestion_.isEmpty() && toPlainText().isEmpty()) {
            accept();
        } else {
            commit(true);
            Q_EMIT next();
        }
        return true;
    }
    if (key.key() == Qt::Key_Backtab) {
        commit(true);
        Q_EMIT previous();
        return true;
    }
    return false;
}

void SnippetField::restore() {
    setSuggestion({});
    if (!entered_ || text() == *entered_) return timer_.stop();
    replaceText(*entered_);
    // Text that was committed while it was typed is reverted by an edit of its own, which Ctrl+Z undoes.
    commit(true);
}

void SnippetField::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter || event->key() == Qt::Key_Escape) {
        if (enter)
            commit(true);
        else
            restore();
        Q_EMIT left();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void SnippetField::insertFromMimeData(const QMimeData* source) {
    insertPlainText(source->text().simplified());
}

void SnippetField::mousePressEvent(QMouseEvent* event) {
    if (toPlainText().isEmpty() && !suggestion_.isEmpty() && hasFocus()) return accept();
    QPlainTextEdit::mousePressEvent(event);
}

void SnippetField::focusInEvent(QFocusEvent* event) {
    QPlainTextEdit::focusInEvent(event);
    if (!entered_) entered_ = text();
    Q_EMIT focused();
}

void SnippetField::focusOutEvent(QFocusEvent* event) {
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() == Qt::PopupFocusReason) return;
    commit(true);
    if (passes(event->reason())) return;
    entered_.reset();
    if (text().isEmpty() && suggestion_.isEmpty()) Q_EMIT abandoned();
}

void SnippetField::paintEvent(QPaintEvent* event) {
    QPlainTextEdit::paintEvent(event);
    if (!toPlainText().isEmpty() || suggestion_.isEmpty()) return;
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const auto& c = theme::colours();
    painter.setPen(QPen(c.textWeak, 1, Qt::DashLine));
    painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4);
    painter.setPen(c.textWeak);
    painter.setFont(font());
    painter.drawText(viewport()->rect().adjusted(5, 3, -4, -2), Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignVCenter,
                     suggestion_);
}

}  // namespace legenda::ui
