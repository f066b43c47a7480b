// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/bridge.h"

#include <QObject>
#include <QString>

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

namespace legenda::ui {

// What the alignment model in use proposes for the sentences of an image: a box for each noun phrase, and for the words
// that are asked about. Nothing of it is in the project. Rejected proposals stay away until another project is opened.
// GUI thread.
class PhraseProposals : public QObject {
    Q_OBJECT
 public:
    explicit PhraseProposals(Bridge* bridge, QObject* parent = nullptr);

    void open(std::int64_t image, const std::vector<store::CaptionRecord>& sentences);
    void forgetRejected() { rejected_.clear(); }

    // The noun phrases of a sentence that are not rejected, with the model's boxes where they have arrived.
    struct Proposal {
        int start = 0, end = 0;
        std::optional<base::Box> box;
    };
    std::vector<Proposal> of(std::int64_t caption) const;
    std::optional<base::Box> boxOf(std::int64_t caption, int start, int end) const;
    void ask(std::int64_t caption, int start, int end);  // about any words; then changed()
    void reject(std::int64_t caption, int start, int end);
    bool waiting() const { return asked_ > 0; }
    const QString& problem() const { return problem_; }  // why there are none; empty: there are

 Q_SIGNALS:
    void changed();

 private:
    using Words = std::tuple<std::int64_t, int, int>;  // caption, [start, end)
    void request(const store::CaptionRecord& sentence, std::vector<std::pair<int, int>> phrases, const QString& part);

    Bridge* bridge_;
    std::int64_t image_ = 0;
    quint64 generation_ = 0;
    int asked_ = 0;
    std::vector<store::CaptionRecord> sentences_;
    std::map<std::int64_t, std::vector<std::pair<int, int>>> nouns_;  // by caption
    std::map<Words, base::Box> boxes_;
    std::set<Words> rejected_;
    QString problem_;
};

}  // namespace legenda::ui
