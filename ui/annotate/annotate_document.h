// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QElapsedTimer>
#include <QObject>
#include <QRectF>

#include <filesystem>
#include <vector>

namespace legenda::ui {

// The boxes and texts of the current image. An edit is shown at once and goes to the engine as one transaction; when
// the engine has answered, the state of the project replaces the assumed one. An edit that could not be written (the
// database is locked, the disk full) stays visible, marked, and is retried by retry() and before the next edit. GUI
// thread.
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
    const store::RegionRecord* region(const QString& id) const;
    int indexOf(const QString& id) const;  // -1: none

    QString create(const QRectF& box, const QString& text = {});  // the new region's id
    QString duplicate(const QString& id, const QRectF& box);
    void setBox(const QString& id, const QRectF& box);
    // `done` gets the edit once it is saved, so that a toast can undo this particular edit.
    void remove(const QString& id, std::function<void(qint64 action)> done = {});
    void setText(const QString& region, const QString& snippet, const QString& text, const QString& origin);
    void removeText(const QString& region, const QString& snippet);
    // Undo and redo of this window's last edit, and undo of one particular edit, also of an image that is no longer
    // shown.
    void undo();
    void redo();
    void undoAction(std::int64_t image, qint64 action);
    void retry();        // writes the edits that could not be written, in order
    void savedBeside();  // another mode of the page has saved an edit of this image
    bool unsaved(const QString& region) const;
    int unsavedActs() const;                                             // of the open project
    int unwritten() const { return static_cast<int>(unsaved_.size()); }  // of all projects that were open
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

 private:
    using Saving = Answer<store::EditOutcome>;
    // An edit that could not be written, and the callback for its number.
    struct Unsaved {
        quint64 id = 0;
        std::filesystem::path project;
        store::Edit edit;
        std::function<void(qint64 action)> done;
        bool open(const Bridge* bridge) const { return bridge->project() && bridge->project()->folder == project; }
    };
    void send(store::Edit edit, std::function<void(qint64 action)> done = {});
    void step(std::int64_t image, bool redone, const std::function<void(Saving)>& request);
    void keep(const store::Edit& edit, const std::filesystem::path& project, std::function<void(qint64 action)> done);
    bool keeps(const store::Edit& edit, const base::Error& error) const;
    bool takeBackUnsaved();
    void triedAgain(quint64 id, const base::Result<store::EditOutcome>& outcome, bool here);
    void apply(const store::Edit& edit);
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
};

}  // namespace legenda::ui
