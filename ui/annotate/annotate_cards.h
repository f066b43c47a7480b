// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <map>
#include <vector>

class QVBoxLayout;

namespace legenda::ui {

class AnnotateDocument;
class ColumnScroll;
class RegionCard;
class ToneLabel;

// The right side of Annotate: one card per box of the document, in their order; what is typed into them goes to the
// document. GUI thread.
class AnnotateCards : public QFrame {
    Q_OBJECT
 public:
    explicit AnnotateCards(AnnotateDocument* document);

    void sync(const QString& selected);  // with the document
    std::vector<RegionCard*> all() const;
    RegionCard* find(const QString& region) const;  // nullptr: there is none
    void reveal(const QString& region);
    void flush();           // commits typed text that is not committed yet
    bool anyDirty() const;  // there is such

 Q_SIGNALS:
    void chosen(const QString& region);
    void deleteRequested(const QString& region);
    void suggestRequested(const QString& region);
    void drawRequested();
    void left();  // Esc, or Tab behind the last text

 private:
    RegionCard* addCard(const QString& region);
    void textBeside(const QString& region, int direction);

    AnnotateDocument* document_;
    ToneLabel* title_;
    QWidget* none_;
    ColumnScroll* scroll_;
    QVBoxLayout* layout_;
    std::map<QString, RegionCard*> cards_;
};

}  // namespace legenda::ui
