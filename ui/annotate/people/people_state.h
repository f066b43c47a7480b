// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QColor>
#include <QObject>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace legenda::ui {

// Who annotates the open project: who is signed in on this machine (remembered in the preferences), whether the others'
// work is hidden, the task that is worked on, and what the annotators have marked. GUI thread.
class PeopleState : public QObject {
    Q_OBJECT
 public:
    explicit PeopleState(Bridge* bridge, QObject* parent = nullptr);

    // Another project is open: whoever was signed in last is signed in again.
    void open(const std::filesystem::path& folder);
    void refresh();  // asks for annotators, tasks and marks again

    QString name() const { return name_; }  // empty: nobody is signed in
    void signIn(const QString& name);       // made where the project has no such annotator; empty: signs out
    void addAnnotator(const QString& name, const QString& colour);  // and signs in
    void setColour(const QString& annotator, const QString& colour);
    const std::vector<store::AnnotatorRecord>& annotators() const { return annotators_; }
    QColor colourOf(const std::string& annotator) const;
    // Whether work of this annotator is that of who is signed in; while nobody is, everything may be edited.
    bool isOwn(const std::string& annotator) const;
    std::string ownName() const;  // under which edits are stored, also while nobody is signed in

    bool blind() const { return blind_; }  // as the user chose
    void setBlind(bool blind);
    bool hidesOthers() const;  // blind, by choice or by the task, and not reviewing
    void setReviewing(bool reviewing);
    bool reviewing() const { return reviewing_; }

    const std::vector<store::TaskRecord>& tasks() const { return tasks_; }
    const store::TaskRecord* task() const;  // that is worked on; nullptr: none, all images are listed
    void setTask(std::int64_t task);        // 0: none

    // Of an image, of those that the viewer may see.
    std::vector<store::MarkRecord> marks(std::int64_t image) const;
    bool marked(std::int64_t image, store::MarkKind kind, const std::string& annotator) const;
    // One edit that Undo takes back; `said` tells of it once it is saved.
    void mark(std::int64_t image, store::MarkKind kind, const std::vector<std::string>& annotators, bool on,
              const QString& said);

 Q_SIGNALS:
    void changed();  // anything of the above
    void viewerAboutToChange();
    void viewerChanged();  // what may be seen is another: regions are to be asked for again
    void taskChanged();
    void markSaved(qint64 image, const QString& said, qint64 action);
    void failed(const legenda::base::Error& error);

 private:
    void applyViewer();
    QString taskKey() const;

    Bridge* bridge_;
    std::filesystem::path folder_;
    QString name_;
    bool blind_ = false, reviewing_ = false;
    std::int64_t task_ = 0;
    std::vector<store::AnnotatorRecord> annotators_;
    std::vector<store::TaskRecord> tasks_;
    std::map<std::int64_t, std::vector<store::MarkRecord>> marks_;
};

}  // namespace legenda::ui
