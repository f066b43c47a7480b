// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QElapsedTimer>
#include <QObject>
#include <QRectF>

#include <filesystem>
#include <utility>
#include <vector>

namespace legenda::ui {

// The boxes and texts of the current image. An edit, of one box or of several, is shown at once and goes to the engine
// as one transaction; when the engine has answered, the state of the project replaces the assumed one. An edit that
// could not be written (the database is locked, the disk full) stays visible, marked, and is retried by retry() and
// before the next edit. GUI thread.
class AnnotateDocument : public QObject {
    Q_OBJECT
 public:
    enum class Saved { Nothing, Saving, Saved, Failed };
    explicit AnnotateDocument(Bridge* bridge, QObject* parent = nullptr);

    void open(std::int64_t image);  // 0: none
    void reload();                  // reads it again: other programs or an import may have changed it
    std::int64_t image() const { return image_; }
    bool loaded() const { return loaded_; }
    const std::vector<store::RegionRecord>& regions() const { return regions_; }
    const std::vector<store::ChainRecord>& chains() const { return chains_; }
    const std::vector<store::MarkRecord>& marks() const { return marks_; }
    const std::vector<store::SettlementRecord>& settlements() const { return settlements_; }
    const store::RegionRecord* region(const QString& id) const;
    int indexOf(const QString& id) const;  // -1: none

    // Edits of this image, as one: all or none; label "": that of the first one. `done` gets the number of the edit
    // once it is saved, so that a toast can undo this particular one.
    void apply(std::vector<store::Edit> edits, const QString& label = {}, std::function<void(qint64 action)> done = {});
    QString create(const QRectF& box, const QString& text = {});  // the new region's id
    // Regions with their texts, their ids in the same order.
    struct NewBox {
        QRectF box;
        QStringList texts;
    };
    QStringList create(const std::vector<NewBox>& boxes, const QString& label);
    QString duplicate(const QString& id, const QRectF& box);
    QStringList duplicate(const std::vector<std::pair<QString, QRectF>>& boxes);
    void setBox(const QString& id, const QRectF& box);
    void setBoxes(const std::vector<std::pair<QString, QRectF>>& boxes);
    void remove(const QString& id, std::function<void(qint64 action)> done = {});
    void remove(const QStringList& ids, std::function<void(qint64 action)> done = {});
    void accept(const QStringList& ids);  // suggestions, with their texts
    void setText(const QString& region, const QString& snippet, const QString& text, const QString& origin);
    void acceptText(const QString& snippet);  // a suggestion
    void removeText(const QString& region, const QString& snippet);
    // Undo and redo of this window's last edit, and undo of one particular edit, also of an image that is no longer
    // shown.
    void undo();
    void redo();
    void undoAction(std::int64_t image, qint64 action);
    void retry();        // writes the edits that could not be written, in order
    void savedBeside();  // another mode of the page has saved an edit of this image
    bool unsaved(const QString& region) const;
    int boxes() const { return countBoxes(regions_); }
    // Without suggestions, which nobody has accepted.
    static int countBoxes(const std::vector<store::RegionRecord>& regions);
    int unsavedActs() const;                                             // of the open project
    int unwritten() const { return static_cast<int>(unsaved_.size()); }  // of all projects that were open
    // Edits of the open project that could not be written, in order; once they are saved in another place they are
    // forgotten.
    std::vector<store::Edit> unsavedEdits() const;
    void forgetUnsaved();
    // Whether it is the work of another annotator than the one who is signed in: it is not edited.
    bool isForeign(const std::string& annotator) const;
    bool canUndo() const { return canUndo_; }
    bool canRedo() const { return canRedo_; }

    Saved saved() const;
    QString savedText() const;  // "saved 3 s ago"

 Q_SIGNALS:
    void changed();  // regions, or the undo and redo state
    void savedChanged();
    void committed(qint64 image, int boxes);  // after COMMIT
    void failed(const legenda::base::Error& error, const QString& region, const QString& snippet);
    void undone(const QString& label, bool redone);
    void refused(const QString& annotator);  // an edit of this person's work

 private:
    using Saving = Answer<store::EditOutcome>;
    // Edits that could not be written as one, and the callback for their number.
    struct Unsaved {
        quint64 id = 0;
        std::filesystem::path project;
        std::vector<store::Edit> edits;  // not empty
        QString label;
        std::function<void(qint64 action)> done;
        std::int64_t image() const { return edits.front().image; }
        bool changes(const std::string& region) const;
        bool open(const Bridge* bridge) const { return bridge->project() && bridge->project()->folder == project; }
    };
    void step(std::int64_t image, bool redone, const std::function<void(Saving)>& request);
    bool keeps(const Unsaved& tried, const base::Error& error) const;
    void keep(Unsaved edits);
    bool takeBackUnsaved();
    void triedAgain(quint64 id, const base::Result<store::EditOutcome>& outcome, bool here);
    void show(const store::Edit& edit);
    bool refuses(const store::Edit& edit);
    void answered(const base::Result<store::EditOutcome>& outcome, std::int64_t image, quint64 generation);
    void take(const store::EditOutcome& outcome);
    store::RegionRecord* find(const std::string& id);

    Bridge* bridge_;
    std::int64_t image_ = 0;
    quint64 generation_ = 0;  // incremented by open(): answers to another image's edits do not affect this one's boxes
    int pending_ = 0, pendingHere_ = 0;
    bool loaded_ = false, canUndo_ = false, canRedo_ = false;
    Saved state_ = Saved::Nothing;
    QElapsedTimer savedAt_;
    std::vector<Unsaved> unsaved_;  // in order
    quint64 lastUnsaved_ = 0, trying_ = 0;
    std::vector<store::RegionRecord> regions_;
    std::vector<store::ChainRecord> chains_;
    std::vector<store::MarkRecord> marks_;
    std::vector<store::SettlementRecord> settlements_;
};

}  // namespace legenda::ui
