// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_state.h"

#include "ui/bridge/preferences.h"
#include "ui/bridge/settings.h"
#include "ui/browse/predictions/shown_set.h"
#include "ui/browse/sentence/shown_words.h"
#include "ui/canvas/region_numbers.h"
#include "ui/controls/decoding_choice.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace legenda::ui {

namespace {
constexpr auto kBetaKey = "browse.beta";
constexpr auto kContentOnlyKey = "browse/contentOnly";
constexpr int kKeepBetaMs = 300;
}  // namespace

BrowseState::BrowseState(Bridge* bridge, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      set_(new ShownSet(bridge, this)),
      contentOnly_(preference(QLatin1String(kContentOnlyKey), false).toBool()) {
    betaStill_.setSingleShot(true);
    betaStill_.setInterval(kKeepBetaMs);
    connect(&betaStill_, &QTimer::timeout, this, &BrowseState::rememberBeta);
    connect(&Settings::ofApplication(), &Settings::changed, this, [this](Setting setting) {
        if (setting == Setting::Beta && !betaChosen_) setBeta(usualBeta());
    });
    connect(bridge, &Bridge::sentencesChanged, this, [this](qint64 image) {
        if (image_ != 0 && (image == 0 || image == image_)) readSentences();
    });
    connect(set_, &ShownSet::changed, this, &BrowseState::leaveSet);
    connect(set_, &ShownSet::arrived, this, &BrowseState::predictionsArrived);
}

void BrowseState::setProject(const std::filesystem::path& folder) {
    project_ = folder;
    image_ = 0;
    details_ = {};
    forgetAlignment();
    Q_EMIT projectChanged();
    set_->setProject();
    recallBeta();
}

void BrowseState::open(std::int64_t image) {
    image_ = image;
    answered_ = sentencesStale_ = false;
    sentence_ = {};
    forgetAlignment();
    lit_ = pinned_ = {};
    set_->setImage(image);
    Q_EMIT imageChanged(image);
    bridge_->images().details(this, image, [this, image](base::Result<session::ImageDetails> details) {
        if (image != image_) return;
        if (!details) return Q_EMIT failed(details.error());
        details_ = std::move(*details);
        Q_EMIT detailsChanged();
        if (std::exchange(sentencesStale_, false)) readSentences();
    });
}

void BrowseState::close() {
    image_ = 0;
    answered_ = false;
    details_ = {};
    sentence_ = {};
    forgetAlignment();
    lit_ = pinned_ = {};
    set_->setImage(0);
    Q_EMIT imageChanged(0);
    Q_EMIT sentencesChanged();
    Q_EMIT alignmentChanged();
}

void BrowseState::readSentences() {
    // The question that is under way would be replaced.
    if (details_.image.id != image_) {
        sentencesStale_ = true;
        return;
    }
    bridge_->images().details(this, image_, [this, image = image_](base::Result<session::ImageDetails> details) {
        if (image != image_ || !details || details->captions == details_.captions) return;
        details_ = std::move(*details);
        const auto row =
            std::ranges::find(details_.captions, sentence_.text.toStdString(), &store::CaptionRecord::text);
        sentence_.ofImage = row == details_.captions.end() ? -1 : static_cast<int>(row - details_.captions.begin());
        Q_EMIT sentencesChanged();
    });
}

void BrowseState::keepSentence(std::int64_t image, const QString& text, std::optional<int> number) {
    bridge_->images().addSentence(this, image, text, number, [this](const base::Result<store::CaptionRecord>& kept) {
        if (!kept) Q_EMIT failed(kept.error());
    });
}

void BrowseState::removeSentence(const store::CaptionRecord& sentence) {
    bridge_->images().removeSentence(this, sentence.image, sentence.number,
                                     [this](const base::Result<store::CaptionRecord>& removed) {
                                         if (!removed) return Q_EMIT failed(removed.error());
                                         Q_EMIT sentenceRemoved(*removed);
                                     });
}

// --- whose output is shown

void BrowseState::showSet(const QString& name) {
    set_->show(name);
}

const QString& BrowseState::set() const {
    return set_->name();
}

const evaluation::ImagePredictions& BrowseState::predictions() const {
    return set_->predictions();
}

bool BrowseState::ready() const {
    return image_ != 0 && details_.image.id == image_ && set_->here();
}

void BrowseState::leaveSet() {
    Q_EMIT setChanged();
    setSentence({});
}

const SetSentence* BrowseState::bySet() const {
    const auto& all = set_->sentences();
    if (sentence_.ofSet >= 0) {
        const auto row = static_cast<std::size_t>(sentence_.ofSet);
        return row < all.size() ? &all[row] : nullptr;
    }
    const auto same = std::ranges::find(all, sentence_.text.toStdString(),
                                        [](const SetSentence& each) { return each.alignment.sentence; });
    return same == all.end() || sentence_.text.isEmpty() ? nullptr : &*same;
}

bool BrowseState::asGiven() const {
    const auto* given = bySet();
    return given && (!set_->decoded() || !given->decodable());
}

void BrowseState::takeAsGiven() {
    set_->setDecoded(false);
    align();
}

// --- sentence and alignment

void BrowseState::setSentence(Sentence sentence) {
    sentence_ = std::move(sentence);
    Q_EMIT sentenceChanged();
    pin({});
    if (!sentence_.text.isEmpty()) return align();
    forgetAlignment();
    Q_EMIT alignmentChanged();
}

bool BrowseState::setSentenceOfSet(int row) {
    const auto texts = set_->texts();
    if (row < 0 || row >= texts.size()) return false;
    setSentence({texts[row], -1, -1, row});
    return true;
}

bool BrowseState::setOwnSentence(int row) {
    if (row < 0 || row >= static_cast<int>(details_.captions.size())) return false;
    setSentence({QString::fromStdString(details_.captions[static_cast<std::size_t>(row)].text), row, -1});
    return true;
}

void BrowseState::forgetSentence() {
    sentence_ = {};
}

void BrowseState::align() {
    if (image_ == 0 || sentence_.text.isEmpty()) return;
    answered_ = false;
    Q_EMIT aligning();
    if (const auto* given = bySet()) {
        model::Alignment alignment = given->alignment;
        if (!asGiven()) model::decodeSegments(alignment, beta_);
        return take(std::move(alignment));
    }
    bridge_->models().ask(
        this, inference::AlignmentQuestion{image_, sentence_.text.toStdString(), beta_, {}, classifierSpeaks()},
        [this, image = image_, text = sentence_.text](base::Result<model::Alignment> result) {
            if (image != image_ || text != sentence_.text || bySet() || (!result && dropped(result.error()))) return;
            take(std::move(result));
        });
}

void BrowseState::take(base::Result<model::Alignment> result) {
    answered_ = true;
    if (!result) {
        forgetAlignment();
        Q_EMIT alignmentChanged();
        return Q_EMIT notAligned(result.error());
    }
    alignment_ = std::move(*result);
    numbers_ = regionNumbers(alignment_);
    tellAlignment();
    Q_EMIT alignmentArrived();
}

void BrowseState::forgetAlignment() {
    alignment_ = {};
    shown_.clear();
    segments_.clear();
}

void BrowseState::tellAlignment() {
    shown_ = shownWords(alignment_, contentOnly_);
    segments_ = shownSegments(alignment_, shown_);
    // The highlight of a word moves to the region that it is now aligned with.
    const Place before = lit_;
    for (Place* place : {&lit_, &pinned_})
        if (const Place now = placeOf(place->word); now.word >= 0) *place = now;
    Q_EMIT alignmentChanged();
    if (lit_ != before) Q_EMIT litChanged();
}

void BrowseState::setContentOnly(bool only) {
    if (only == contentOnly_) return;
    contentOnly_ = only;
    setPreference(QLatin1String(kContentOnlyKey), only);
    pin({});
    if (!alignment_.tokens.empty()) tellAlignment();
    Q_EMIT contentOnlyChanged(only);
}

// --- beta

void BrowseState::recallBeta() {
    betaStill_.stop();
    beta_ = usualBeta();
    betaChosen_ = false;
    bridge_->annotations().recall(this, QLatin1String(kBetaKey),
                                  [this, project = project_](base::Result<std::string> kept) {
                                      bool isNumber = false;
                                      const double beta = kept ? QString::fromStdString(*kept).toDouble(&isNumber) : 0;
                                      const bool usable = isNumber && beta >= 0 && std::isfinite(beta);
                                      if (!usable || project != project_ || betaStill_.isActive()) return;
                                      betaChosen_ = true;
                                      setBeta(beta);
                                  });
}

double BrowseState::usualBeta() {
    return Settings::ofApplication().real(Setting::Beta);
}

void BrowseState::keepBeta() {
    if (betaStill_.isActive()) rememberBeta();
}

void BrowseState::rememberBeta() {
    betaStill_.stop();
    bridge_->annotations().remember(QLatin1String(kBetaKey), QString::number(beta_, 'g', 17));
}

void BrowseState::chooseBeta(double beta) {
    betaChosen_ = true;
    if (bySet()) set_->setDecoded(true);
    setBeta(beta);
    betaStill_.start();
}

void BrowseState::forgetBeta() {
    betaStill_.stop();
    betaChosen_ = false;
    if (bySet()) set_->setDecoded(true);
    setBeta(usualBeta());
    bridge_->annotations().remember(QLatin1String(kBetaKey), QString());
}

void BrowseState::setBeta(double beta) {
    beta_ = beta;
    Q_EMIT betaChanged(beta);
    if (alignment_.tokens.empty() || asGiven()) return;
    model::decodeSegments(alignment_, beta);
    tellAlignment();
}

// --- what is lit

BrowseState::Place BrowseState::placeOf(int word) const {
    const bool there = word >= 0 && static_cast<std::size_t>(word) < alignment_.assignment.size() &&
                       shown_[static_cast<std::size_t>(word)];
    return there ? Place{alignment_.assignment[static_cast<std::size_t>(word)], word} : Place{};
}

void BrowseState::light(Place place) {
    lit_ = place.none() ? pinned_ : place;
    Q_EMIT litChanged();
}

void BrowseState::lightWord(int word) {
    light(placeOf(word));
}

void BrowseState::pin(Place place) {
    pinned_ = place;
    light(place);
}

void BrowseState::togglePin() {
    if (!lit_.none()) pin(lit_ == pinned_ ? Place{} : lit_);
}

}  // namespace legenda::ui
