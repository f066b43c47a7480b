// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/region_card_field.h"

#include "ui/annotate/text_completions.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QTextBlock>
#include <QTextLayout>

#include <cmath>

namespace legenda::ui {

namespace {

constexpr int kPause = 800;       // ms after the last key
constexpr int kDraftDelay = 400;  // ms from the first change that is not kept
constexpr int kAskDelay = 120;    // ms after the last key
constexpr int kAskFrom = 2;       // characters
constexpr int kPadding = 6;       // the style sheet's padding and the document's margin

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
    draftTimer_.setSingleShot(true);
    draftTimer_.setInterval(kDraftDelay);
    connect(&draftTimer_, &QTimer::timeout, this, &SnippetField::keepDraft);
    askTimer_.setSingleShot(true);
    askTimer_.setInterval(kAskDelay);
    connect(&askTimer_, &QTimer::timeout, this, [this] {
        if (hasFocus() && text().size() >= kAskFrom) Q_EMIT completionsWanted(text());
    });
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        if (!filling_) typed();
    });
    fitHeight();
}

SnippetField::~SnippetField() {
    hideCompletions();
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

void SnippetField::typed() {
    timer_.start();
    askTimer_.start();
    if (text().size() < kAskFrom) hideCompletions();  // else the next answer replaces them
    // Not started again by each key: whoever types without a pause is kept up with as well.
    if (!draftTimer_.isActive()) draftTimer_.start();
}

void SnippetField::keepDraft() {
    draftTimer_.stop();
    if (!isDirty() && !drafted_) return;
    drafted_ = isDirty() && !text().isEmpty();
    Q_EMIT drafted(drafted_ ? text() : QString());
}

void SnippetField::setSuggested(bool suggested) {
    if (suggested == suggested_) return;
    suggested_ = suggested;
    viewport()->update();
}

// --- completions

void SnippetField::setCompletions(const QString& asked, const QStringList& texts) {
    if (!hasFocus() || asked != text() || texts.isEmpty()) return hideCompletions();
    if (!completions_) {
        completions_ = new TextCompletions(window());
        connect(completions_, &TextCompletions::taken, this, [this](const QString& words) {
            hideCompletions();
            setPlainText(words);
            moveCursor(QTextCursor::End);
            askTimer_.stop();
        });
    }
    completions_->show(texts, this);
}

const TextCompletions* SnippetField::completions() const {
    return completions_;
}

void SnippetField::hideCompletions() {
    if (!completions_) return;
    completions_->hide();
    completions_->deleteLater();
    completions_ = nullptr;
}

bool SnippetField::takesCompletionKey(const QKeyEvent& key) {
    if (!completions_) return false;
    switch (key.key()) {
        case Qt::Key_Down:
            return completions_->step(1), true;
        case Qt::Key_Up:
            return completions_->step(-1), true;
        case Qt::Key_Escape:
            return hideCompletions(), true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            return completions_->take();
        default:
            return false;
    }
}

// --- saved and typed text

void SnippetField::commitFailed() {
    sent_ = saved_;
}

void SnippetField::commit(bool final) {
    timer_.stop();
    if (final) hideCompletions();
    if (!isDirty()) return keepDraft();  // it is as it was: the draft goes
    // An emptied field removes the text only when the focus leaves it: the user may be about to type something else.
    if (text().isEmpty() && !final) return;
    sent_ = text();
    draftTimer_.stop();
    drafted_ = false;  // the edit removes the draft
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
    if (!entered_ || text() == *entered_) {
        timer_.stop();
        return keepDraft();
    }
    replaceText(*entered_);
    // Text that was committed while it was typed is reverted by an edit of its own, which Ctrl+Z undoes.
    commit(true);
}

void SnippetField::keyPressEvent(QKeyEvent* event) {
    if (takesCompletionKey(*event)) return;
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter || event->key() == Qt::Key_Escape) {
        const bool another = enter && (event->modifiers() & Qt::ControlModifier);
        if (enter && suggested_ && !isDirty()) Q_EMIT accepted();
        if (enter)
            commit(true);
        else
            restore();
        if (another) return Q_EMIT anotherWanted();
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
    hideCompletions();
    if (event->reason() == Qt::PopupFocusReason) return;
    commit(true);
    if (passes(event->reason())) return;
    entered_.reset();
    if (text().isEmpty() && suggestion_.isEmpty()) Q_EMIT abandoned();
}

void SnippetField::paintEvent(QPaintEvent* event) {
    QPlainTextEdit::paintEvent(event);
    const bool grey = toPlainText().isEmpty() && !suggestion_.isEmpty();
    if (!grey && !suggested_) return;
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    const auto& c = theme::colours();
    painter.setPen(QPen(c.textWeak, 1, Qt::DashLine));
    const QRectF room = viewport()->rect();
    if (!grey) return painter.drawLine(room.bottomLeft() + QPointF(3, -0.5), room.bottomRight() + QPointF(-3, -0.5));
    painter.drawRoundedRect(room.adjusted(1.5, 1.5, -1.5, -1.5), 4, 4);
    painter.setPen(c.textWeak);
    painter.setFont(font());
    painter.drawText(viewport()->rect().adjusted(5, 3, -4, -2), Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignVCenter,
                     suggestion_);
}

}  // namespace legenda::ui
