// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/live/browse_live.h"

#include "ui/bridge/convert.h"
#include "ui/bridge/settings.h"
#include "ui/browse/boxes/described.h"
#include "ui/browse/browse_state.h"
#include "ui/canvas/caption_bubble.h"
#include "ui/controls/page.h"

#include <QEvent>

#include <utility>

namespace legenda::ui {

namespace {

constexpr int kStillMs = 400;  // without a change, until the program is asked

}  // namespace

BrowseLive::BrowseLive(Page* page, BrowseState* state, BrowseDescribed* described)
    : QObject(page), page_(page), state_(state), described_(described) {
    still_.setSingleShot(true);
    still_.setInterval(kStillMs);
    connect(&still_, &QTimer::timeout, this, &BrowseLive::ask);
    connect(&LivePrograms::ofApplication(), &LivePrograms::changed, this, &BrowseLive::takeProgram);
    connect(state_, &BrowseState::projectChanged, this, &BrowseLive::leaveProject);
    connect(state_, &BrowseState::imageChanged, this, &BrowseLive::follow);
    connect(described_, &BrowseDescribed::changed, this, &BrowseLive::follow);
    page_->installEventFilter(this);
    takeProgram();
}

bool BrowseLive::eventFilter(QObject* watched, QEvent* event) {
    if (watched == page_ && event->type() == QEvent::Show) still_.start();
    return QObject::eventFilter(watched, event);
}

void BrowseLive::takeProgram() {
    const auto& programs = LivePrograms::ofApplication();
    auto now = programs.find(programs.beside());
    if (now == program_) return;
    if (program_) page_->bridge()->live().end(this);
    program_ = std::move(now);
    forget();
    still_.start();
    show();
}

// Ids of images now refer to other images.
void BrowseLive::leaveProject() {
    forget();
    place_ = {};
    still_.stop();
    show();
}

void BrowseLive::forget() {
    ++use_;
    images_.clear();
    boxes_.clear();
    stopped_.clear();
    askedImage_ = askedBox_ = {};
}

void BrowseLive::follow() {
    const DescribedBox* box = described_->chosen();
    const Place now = box ? Place{state_->image(), box->id, box->box} : Place{state_->image(), 0, {}};
    if (now != place_) {
        place_ = now;
        still_.start();
    }
    show();
}

void BrowseLive::ask() {
    if (!program_ || !stopped_.isEmpty() || place_.image == 0 || !page_->isVisible()) return;
    const Place whole{place_.image, 0, {}};
    // The box first: it is what the user looks at.
    if (place_.box != 0 && !saidOfBox() && askedBox_ != place_) {
        askedBox_ = place_;
        askFor(place_);
    }
    if (!saidOfImage() && askedImage_ != whole) {
        askedImage_ = whole;
        askFor(whole);
    }
}

void BrowseLive::askFor(const Place& place) {
    if (const QString host = program_->remoteHost();
        !host.isEmpty() && LivePrograms::ofApplication().mayBeAsked(*program_) && !told_.contains(program_->address)) {
        told_.insert(program_->address);
        page_->toast(tr("Pictures are sent to %1, where %2 is asked").arg(host, program_->name));
    }
    std::optional<base::Box> box;
    if (place.box != 0) box = fromQt(place.at);
    const int count = place.box != 0 ? 1 : Settings::ofApplication().number(Setting::Captions);
    page_->bridge()->live().caption(this, *program_, place.image, box, count,
                                    [this, place, use = use_](const base::Result<inference::CaptionResult>& result) {
                                        if (use == use_) take(place, result);
                                    });
}

void BrowseLive::take(const Place& place, const base::Result<inference::CaptionResult>& result) {
    auto& asked = place.box != 0 ? askedBox_ : askedImage_;
    if (asked == place) asked = {};
    if (!result && dropped(result.error())) return;
    if (!result && result.error().key != inference::kImageFault) {
        stopped_ = QString::fromStdString(result.error().message);
        return show();
    }
    Said said{{}, !result, place.at};
    if (result) {
        QStringList captions;
        for (const auto& caption : result->captions) captions << QString::fromStdString(caption.text);
        said.text = captions.join(QLatin1Char('\n'));
    } else {
        said.text = QString::fromStdString(result.error().message);
    }
    if (place.box != 0)
        boxes_.insert(place.box, std::move(said));
    else
        images_.insert(place.image, std::move(said));
    show();
}

void BrowseLive::again() {
    stopped_.clear();
    if (const Said* said = saidOfBox(); said && said->failed) boxes_.remove(place_.box);
    if (const Said* said = saidOfImage(); said && said->failed) images_.remove(place_.image);
    ask();
    show();
}

const BrowseLive::Said* BrowseLive::saidOfImage() const {
    const auto found = images_.constFind(place_.image);
    return found == images_.constEnd() ? nullptr : &*found;
}

const BrowseLive::Said* BrowseLive::saidOfBox() const {
    const auto found = boxes_.constFind(place_.box);
    return found == boxes_.constEnd() || found->at != place_.at ? nullptr : &*found;
}

OtherAnswer::Content BrowseLive::contentOf(const Said* said) const {
    using State = OtherAnswer::State;
    if (said) return {said->failed ? State::Failed : State::Said, program_->name, said->text};
    if (!stopped_.isEmpty()) return {State::Failed, program_->name, stopped_};
    return {State::Waiting, program_->name, tr("Waiting for its answer …")};
}

OtherAnswer::Content BrowseLive::ofImage() const {
    if (!program_ || place_.image == 0) return {};
    return contentOf(saidOfImage());
}

OtherAnswer::Content BrowseLive::ofBox() const {
    if (!program_ || place_.box == 0) return {};
    return contentOf(saidOfBox());
}

void BrowseLive::show() {
    if (CaptionBubble* bubble = described_->bubble()) {
        if (bubble != bubble_) {
            bubble_ = bubble;
            connect(bubble, &CaptionBubble::otherAskedAgain, this, &BrowseLive::again);
        }
        bubble->setOther(ofBox());
    }
    Q_EMIT changed();
}

}  // namespace legenda::ui
