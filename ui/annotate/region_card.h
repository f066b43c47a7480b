// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"
#include "ui/annotate/region_card_field.h"

#include <QFrame>
#include <QRectF>
#include <QStringList>

#include <vector>

class QLayout;
class QToolButton;
class QVBoxLayout;

namespace legenda::ui {

class ToneLabel;

// One box of the current image: number and colour, its texts, where it comes from. Owned by the Annotate page, which
// sends committed texts to the engine and sets the region that the engine returns. GUI thread.
class RegionCard : public QFrame {
    Q_OBJECT
 public:
    explicit RegionCard(QString region, QWidget* parent = nullptr);

    const QString& region() const { return region_; }
    void setRegion(const store::RegionRecord& region, int index);  // index: of the image's boxes, from 0
    void setSelected(bool selected);
    void setUnsaved(bool unsaved);  // it could not be written yet
    void setFlags(bool locked, bool hidden);
    QRectF box() const;                                       // pixels of the picture
    void setReadOnly(const QString& snippet, bool readOnly);  // another annotator's text
    // Commits what is typed in every field.
    void flush();
    bool isDirty() const;
    QStringList uncommitted() const;  // what is typed and not committed
    void commitFailed(const QString& snippet);
    void editText();      // focuses the first text and selects all of it
    void editLastText();  // to the last one
    void addText();       // to a new one, or one that is empty
    // A caption of the model for this box; shown grey and dashed in an empty field until it is accepted.
    void setSuggestion(const QString& text);
    void setSuggesting(bool under_way);
    const std::vector<SnippetField*>& fields() const { return fields_; }

 Q_SIGNALS:
    void chosen(const QString& region);
    void toggled(const QString& region);  // a click with Shift or Ctrl
    void textCommitted(const QString& region, const QString& snippet, const QString& text, const QString& origin);
    void textAccepted(const QString& snippet);  // a model's, as it is
    void textRemoved(const QString& region, const QString& snippet);
    void deleteRequested(const QString& region);
    void acceptRequested(const QString& region);  // of a suggestion
    void lockRequested(const QString& region);    // or unlocked
    void hideRequested(const QString& region);    // or shown
    void drafted(const QString& region, const QString& snippet, const QString& text);
    void completionsWanted(legenda::ui::SnippetField* field, const QString& text);
    void suggestRequested(const QString& region);
    void left();
    void next(const QString& region);      // from the last text on to the next box
    void previous(const QString& region);  // from the first text back to the box before
    void fieldFocused(QWidget* field);

 protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

 private:
    SnippetField* addField(const QString& snippet);
    void removeField(SnippetField* field);
    void goOn(SnippetField* from, int direction);
    void nameParts();
    QLayout* addHead();
    bool shows(const store::RegionRecord& region, int index) const;
    void showProvenance();
    SnippetField* field(const QString& snippet) const;
    SnippetField* emptyField() const;

    QString region_;
    int index_ = 0;
    bool selected_ = false, unsaved_ = false;
    store::RegionRecord shown_;
    ToneLabel* size_ = nullptr;
    ToneLabel* provenance_ = nullptr;
    QToolButton* accept_ = nullptr;
    QToolButton* lock_ = nullptr;
    QToolButton* hide_ = nullptr;
    QToolButton* suggest_ = nullptr;
    QToolButton* delete_ = nullptr;
    QToolButton* add_ = nullptr;
    QVBoxLayout* texts_ = nullptr;
    std::vector<SnippetField*> fields_;
    std::vector<QString> known_;  // snippets that the engine has confirmed
    QString shownFlags_;          // what the buttons of lock and hide were made for
};

// "drawn by hand", "imported", "by the model"
QString originText(const std::string& origin);

}  // namespace legenda::ui
