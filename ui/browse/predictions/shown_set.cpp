// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/predictions/shown_set.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {
constexpr auto kShownSetKey = "browse.set";
constexpr int kLongestRecall = 500;  // ms: a project that is busy shows our models until it answers
}  // namespace

ShownSet::ShownSet(Bridge* bridge, QObject* parent) : QObject(parent), bridge_(bridge) {
    connect(bridge_, &Bridge::predictionsChanged, this, [this] {
        if (known_) readSets();
    });
}

void ShownSet::setProject() {
    ++opened_;
    known_ = chosen_ = decoded_ = false;
    image_ = 0;
    sets_.clear();
    name_.clear();
    ask();
    Q_EMIT setsChanged();
    Q_EMIT changed();
    bridge_->annotations().recall(this, QLatin1String(kShownSetKey),
                                  [this, opened = opened_](const base::Result<std::string>& kept) {
                                      if (opened != opened_) return;
                                      know(kept && !chosen_ ? QString::fromStdString(*kept) : name_);
                                      readSets();
                                  });
    QTimer::singleShot(kLongestRecall, this, [this, opened = opened_] {
        if (opened == opened_) know(name_);
    });
}

void ShownSet::know(const QString& name) {
    const bool another = name != name_;
    if (std::exchange(known_, true) && !another) return;
    name_ = name;
    ask();
    if (another) Q_EMIT changed();
    if (here_) Q_EMIT arrived();
}

void ShownSet::readSets() {
    bridge_->predictions().sets(this,
                                [this, opened = opened_](base::Result<std::vector<store::PredictionSetRecord>> sets) {
                                    if (opened != opened_ || !sets) return;
                                    sets_ = std::move(*sets);
                                    Q_EMIT setsChanged();
                                    if (name_.isEmpty()) return;
                                    if (const auto* now = record()) {
                                        if (here_ && image_ != 0 && now->id != predictions_.set.id) {
                                            ask();  // another one under the same name
                                            Q_EMIT changed();
                                        }
                                        return;
                                    }
                                    const QString gone = name_;
                                    show({});
                                    Q_EMIT removed(gone);
                                });
}

void ShownSet::setImage(std::int64_t image) {
    image_ = image;
    ask();
}

void ShownSet::show(const QString& name) {
    chosen_ = true;
    if (name == name_) return;
    name_ = name;
    decoded_ = false;
    bridge_->annotations().remember(QLatin1String(kShownSetKey), name_);
    ask();
    Q_EMIT changed();
    if (here_) Q_EMIT arrived();
}

// Our models need no answer, nor does a set without an image.
void ShownSet::ask() {
    predictions_ = {};
    sentences_.clear();
    problem_.clear();
    here_ = known_ && (name_.isEmpty() || image_ == 0);
    if (!known_ || here_) return;
    bridge_->predictions().ofImage(
        this, name_, image_,
        [this, opened = opened_, name = name_, image = image_](base::Result<evaluation::ImagePredictions> found) {
            if (opened != opened_ || name != name_ || image != image_ || (!found && dropped(found.error()))) return;
            here_ = true;
            if (found)
                predictions_ = std::move(*found);
            else
                problem_ = QString::fromStdString(found.error().message);
            sentences_ = sentencesOf(predictions_);
            Q_EMIT arrived();
        });
}

const store::PredictionSetRecord* ShownSet::record() const {
    const auto found = std::ranges::find(sets_, name_.toStdString(), &store::PredictionSetRecord::name);
    return found == sets_.end() ? nullptr : &*found;
}

bool ShownSet::is(store::PredictionKind kind) const {
    if (name_.isEmpty()) return false;
    if (predictions_.set.id != 0) return predictions_.set.kind == kind;
    const auto* set = record();
    return set && set->kind == kind;
}

bool ShownSet::speaks() const {
    return !name_.isEmpty() && !is(store::PredictionKind::Similarity);
}

QStringList ShownSet::texts() const {
    QStringList texts;
    for (const auto& caption : predictions_.captions) texts += QString::fromStdString(caption.text);
    for (const auto& sentence : sentences_) texts += QString::fromStdString(sentence.alignment.sentence);
    return texts;
}

int ShownSet::first() const {
    const auto& captions = predictions_.captions;
    const auto better = [](const auto& a, const auto& b) {
        return a.logProb && (!b.logProb || *a.logProb > *b.logProb);
    };
    const auto best = std::ranges::min_element(captions, better);
    if (best != captions.end()) return static_cast<int>(best - captions.begin());
    return sentences_.empty() ? -1 : 0;
}

QString ShownSet::whyNone() const {
    if (name_.isEmpty()) return {};
    if (!problem_.isEmpty()) return problem_;
    if (is(store::PredictionKind::Similarity))
        return tr("“%1” holds similarities of images and sentences: Evaluate scores them, a single photograph has "
                  "nothing to show.")
            .arg(name_);
    if (!predictions_.captions.empty() || !predictions_.regions.empty() || !sentences_.empty()) return {};
    if (image_ == 0) return tr("No photograph is open.");
    if (!here_) return tr("Reading what “%1” says …").arg(name_);
    if (!predictions_.skipped.empty())
        return tr("“%1” has left this photograph out: %2").arg(name_, QString::fromStdString(predictions_.skipped));
    if (!predictions_.phrases.empty()) return tr("“%1” found no box for the phrases of this photograph.").arg(name_);
    return tr("“%1” has nothing for this photograph.").arg(name_);
}

}  // namespace legenda::ui
