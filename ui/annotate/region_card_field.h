// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>
#include <QPointer>
#include <QTimer>

#include <optional>

namespace legenda::ui {

class TextCompletions;

// One text of a region. Typed text is committed when the field loses the focus, on Enter, on Tab, and 800 ms after the
// last key; until then it is emitted as a draft within half a second of each change. It is never discarded before the
// engine has confirmed it. Esc restores the text from when the field got the focus. GUI thread.
class SnippetField : public QPlainTextEdit {
    Q_OBJECT
 public:
    explicit SnippetField(QString snippet, QWidget* parent = nullptr);
    ~SnippetField() override;

    const QString& snippet() const { return snippet_; }
    QString text() const;
    // The text in the project now; uncommitted typing stays.
    void setSaved(const QString& text);
    // The engine refused the text: it counts as uncommitted again.
    void commitFailed();
    bool isDirty() const { return text() != sent_; }
    const TextCompletions* completions() const;  // nullptr: none are offered
    // Emits committed() if anything was typed since. `final`: the field is left, an emptied text is to be removed.
    void commit(bool final);
    // Grey words shown while the field is empty; Tab takes them.
    void setSuggestion(const QString& text);
    const QString& suggestion() const { return suggestion_; }
    void setSuggested(bool suggested);  // the text itself is a model's, and nobody has accepted it
    // Earlier texts with the words of `asked`, shown below the field while that is what is typed.
    void setCompletions(const QString& asked, const QStringList& texts);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

 Q_SIGNALS:
    void committed(const QString& text, bool final);
    void suggestionAccepted(const QString& text);
    void accepted();                    // Enter in a model's text that nobody has accepted
    void drafted(const QString& text);  // to be kept while it is typed; empty: nothing any more
    void completionsWanted(const QString& text);
    void anotherWanted();  // Ctrl+Enter: another text of the same box
    void left();           // Enter or Esc: back to the picture
    void next();           // Tab: to the next text
    void previous();       // Shift+Tab
    void focused();
    void abandoned();  // the focus has left and the field is empty

 protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;

 private:
    void fitHeight();
    void replaceText(const QString& text);
    void accept();
    void restore();
    bool takesTab(const QKeyEvent& key);
    bool takesCompletionKey(const QKeyEvent& key);
    void typed();
    void keepDraft();
    void hideCompletions();

    QString snippet_, sent_, saved_, suggestion_;
    std::optional<QString> entered_;  // the text when the field got the focus; none: it does not have it
    QTimer timer_, draftTimer_, askTimer_;
    bool filling_ = false, drafted_ = false, suggested_ = false;
    QPointer<TextCompletions> completions_;
};

}  // namespace legenda::ui
