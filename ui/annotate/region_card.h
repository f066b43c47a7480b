// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/records.h"

#include <QFrame>

#include <vector>

class QToolButton;
class QVBoxLayout;

namespace legenda::ui {

class SnippetField;
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
    // Commits what is typed in every field.
    void flush();
    bool isDirty() const;
    void commitFailed(const QString& snippet);
    void editText();      // focuses the first text and selects all of it
    void editLastText();  // to the last one
    // A caption of the model for this box; shown grey and dashed in an empty field until it is accepted.
    void setSuggestion(const QString& text);
    void setSuggesting(bool under_way);
    const std::vector<SnippetField*>& fields() const { return fields_; }

 Q_SIGNALS:
    void chosen(const QString& region);
    void textCommitted(const QString& region, const QString& snippet, const QString& text, const QString& origin);
    void textRemoved(const QString& region, const QString& snippet);
    void deleteRequested(const QString& region);
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
    SnippetField* field(const QString& snippet) const;
    SnippetField* emptyField() const;

    QString region_;
    int index_ = 0;
    bool selected_ = false;
    ToneLabel* origin_ = nullptr;
    QToolButton* suggest_ = nullptr;
    QToolButton* delete_ = nullptr;
    QToolButton* add_ = nullptr;
    QVBoxLayout* texts_ = nullptr;
    std::vector<SnippetField*> fields_;
    std::vector<QString> known_;  // snippets that the engine has confirmed
};

// "drawn by hand", "imported", "by the model"
QString originText(const std::string& origin);

}  // namespace legenda::ui
