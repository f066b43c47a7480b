// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/annotate/region_card_field.h"

#include <QFrame>
#include <QRectF>

#include <map>
#include <vector>

class QVBoxLayout;

namespace legenda::ui {

class AnnotateDocument;
class AnnotateSelection;
class ColumnScroll;
class RegionCard;
class ToneLabel;

// The right side of Annotate: one card per box of the document, in their order; what is typed into them goes to the
// document. GUI thread.
class AnnotateCards : public QFrame {
    Q_OBJECT
 public:
    explicit AnnotateCards(AnnotateDocument* document);

    void sync(const AnnotateSelection& selection);  // with the document
    std::vector<RegionCard*> all() const;
    RegionCard* find(const QString& region) const;  // nullptr: there is none
    void reveal(const QString& region);
    void flush();           // commits typed text that is not committed yet
    bool anyDirty() const;  // there is such

 Q_SIGNALS:
    void chosen(const QString& region);
    void toggled(const QString& region);  // a click with Shift or Ctrl
    void deleteRequested(const QString& region);
    void acceptRequested(const QString& region);
    void lockRequested(const QString& region);
    void hideRequested(const QString& region);
    // A box was deleted by another window or program while this text of it was being typed.
    void orphaned(const QRectF& box, const QString& text);
    void suggestRequested(const QString& region);
    void drawRequested();
    void left();  // Esc, or Tab behind the last text
    // What is being typed, to be kept; empty: nothing any more.
    void drafted(const QString& region, const QString& snippet, const QString& text);
    void committed(const QString& snippet);
    void completionsWanted(legenda::ui::SnippetField* field, const QString& text);

 private:
    RegionCard* addCard(const QString& region);
    void drop(const std::map<QString, RegionCard*>& gone);
    void textBeside(const QString& region, int direction);

    AnnotateDocument* document_;
    ToneLabel* title_;
    QWidget* none_;
    ColumnScroll* scroll_;
    QVBoxLayout* layout_;
    std::map<QString, RegionCard*> cards_;
};

}  // namespace legenda::ui
