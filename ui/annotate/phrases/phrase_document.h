// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QObject>

#include <filesystem>
#include <vector>

namespace legenda::ui {

// The sentences of the current image, and its boxes and chains as the project has them. One transaction at a time is
// written; one that could not be written stays until it is written by retry(), also while another project is open. GUI
// thread.
class PhraseDocument : public QObject {
    Q_OBJECT
 public:
    explicit PhraseDocument(Bridge* bridge, QObject* parent = nullptr);

    void open(std::int64_t image);  // 0: none
    void reload();                  // other programs may have changed it
    std::int64_t image() const { return image_; }
    bool loaded() const { return loaded_ && captioned_; }
    const std::vector<store::CaptionRecord>& sentences() const { return sentences_; }
    const store::EditOutcome& state() const { return state_; }
    const store::ChainRecord* chain(const QString& uuid) const;
    const store::RegionRecord* region(const QString& uuid) const;
    int numberOf(const QString& chain) const;  // among the annotated chains, from 0; -1: none of them

    // All or nothing, undone as one; only where ready(). said: told to the user once it is written.
    void write(std::vector<store::Edit> edits, const QString& label, const QString& said = {});
    bool ready() const { return !writing_ && !waiting(); }
    bool writing() const { return writing_; }
    int unwritten() const;  // of all projects that were open
    void retry();           // that of the open project
    // Of the open project, which could not be written; once they are saved in another place they are forgotten.
    std::vector<store::Edit> unsavedEdits() const;
    void forgetUnsaved();

 Q_SIGNALS:
    void changed();
    void written(qint64 image, const QString& said, qint64 action);  // a transaction of this object
    void savedChanged();
    void failed(const legenda::base::Error& error);  // ready(): the edit was refused and is dropped

 private:
    struct Transaction {
        std::filesystem::path project;
        std::vector<store::Edit> edits;
        QString label, said;
    };
    std::filesystem::path project() const;  // the open one
    const Transaction* waiting() const;     // of the open project; nullptr: none
    void forget(const std::filesystem::path& project);
    void send();
    void take(const store::EditOutcome& outcome);

    Bridge* bridge_;
    std::int64_t image_ = 0;
    quint64 generation_ = 0;  // incremented by open()
    bool loaded_ = false, captioned_ = false, writing_ = false;
    std::vector<store::CaptionRecord> sentences_;
    store::EditOutcome state_;
    std::vector<Transaction> unwritten_;  // at most one of each project, one being written among them
};

}  // namespace legenda::ui
