// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/reasons/browse_cover.h"

#include "core/session/models.h"
#include "ui/bridge/convert.h"
#include "ui/bridge/settings.h"
#include "ui/browse/boxes/described.h"
#include "ui/browse/browse_state.h"
#include "ui/browse/reasons/cover_card.h"
#include "ui/browse/reasons/cover_rows.h"
#include "ui/canvas/image_canvas.h"
#include "ui/controls/actions.h"
#include "ui/controls/page.h"

#include <QApplication>

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {
constexpr int kCoverRestMs = 250;
}  // namespace

BrowseCover::BrowseCover(Page* page, BrowseState* state, ImageCanvas* canvas, BrowseDescribed* described)
    : QObject(page), page_(page), state_(state), canvas_(canvas), described_(described), aside_(new QObject(this)) {
    action_ = ui::addToggle(page, QStringLiteral("browse.cover"), tr("Cover a region and see which words go"),
                            QStringLiteral("cover"), {QKeySequence(Qt::Key_X)}, false,
                            [this](bool on) { on ? start() : stop(); });
    still_.setSingleShot(true);
    still_.setInterval(kCoverRestMs);
    connect(&still_, &QTimer::timeout, this, &BrowseCover::askExactly);
    connectCanvas();
    connect(state_, &BrowseState::projectChanged, this, &BrowseCover::leave);
    connect(state_, &BrowseState::imageChanged, this, &BrowseCover::leave);
    connect(state_, &BrowseState::alignmentChanged, this, &BrowseCover::ask);
    connect(described_, &BrowseDescribed::changed, this, &BrowseCover::ask);
    connect(page->bridge(), &Bridge::modelsChanged, this, [this] {
        ++models_;
        ask();
    });
}

void BrowseCover::connectCanvas() {
    connect(canvas_, &ImageCanvas::modeChanged, this,
            [this](ImageCanvas::Mode mode) { action_->setChecked(mode == ImageCanvas::Mode::Cover); });
    connect(canvas_, &ImageCanvas::coverDrawing, this, [this](const QRectF& box) { coverBox(box); });
    connect(canvas_, &ImageCanvas::coverDrawn, this, [this](const QRectF& box) {
        if (box.isEmpty()) return uncoverBox();
        coverBox(box);
    });
    connect(canvas_, &ImageCanvas::coverPicked, this, &BrowseCover::pick);
    const auto follow = [this](const OverlayId& id, const QRectF& box) {
        if (id.layer == OverlayId::Layer::Covered && cover_) coverBox(box);
    };
    connect(canvas_, &ImageCanvas::boxEditing, this, follow);
    connect(canvas_, &ImageCanvas::boxChanged, this, follow);
    connect(canvas_, &ImageCanvas::deleteRequested, this, [this](const OverlayId& id) {
        if (id.layer == OverlayId::Layer::Covered) uncoverBox();
    });
    connect(canvas_, &ImageCanvas::viewMoved, this, [this] {
        if (card_ && cover_) card_->placeBeside(canvas_->toWidget(*cover_));
    });
}

bool BrowseCover::leave() {
    if (!action_->isChecked()) return false;
    action_->setChecked(false);
    return true;
}

// What is lit, or else the chosen box, is covered at once.
void BrowseCover::start() {
    if (state_->image() == 0 || canvas_->fullSize().isEmpty()) return action_->setChecked(false);
    canvas_->setMode(ImageCanvas::Mode::Cover);
    canvas_->setFocus();
    const int region = state_->lit().region;
    const auto& regions = state_->alignment().regions;
    if (region >= 0 && static_cast<std::size_t>(region) < regions.size()) {
        const QRectF box = toQt(regions[static_cast<std::size_t>(region)].box);
        state_->pin({});
        return coverBox(box);
    }
    if (const DescribedBox* box = described_->chosen()) return coverBox(box->box, box->id);
    prepare();
    Q_EMIT overlaysChanged();
}

void BrowseCover::stop() {
    if (canvas_->mode() == ImageCanvas::Mode::Cover) canvas_->setMode(ImageCanvas::Mode::Select);
    chosen_.reset();
    uncoverBox();
}

void BrowseCover::coverBox(const QRectF& box, qint64 described) {
    still_.stop();
    page_->bridge()->dropRequests(aside_);
    cover_ = box;
    coveredBox_ = described;
    ask();  // before the card is laid out, which the models need not wait for
    if (!card_) {
        card_ = new CoverCard(canvas_);
        connect(card_, &CoverCard::closed, this, &BrowseCover::leave);
        connect(card_, &CoverCard::chosen, this, [this](bool exact) {
            chosen_ = exact;
            showAnswer();
        });
    }
    showAnswer();
    Q_EMIT overlaysChanged();
}

void BrowseCover::pick(const OverlayId& id) {
    const auto& shown = canvas_->overlays();
    const auto overlay = std::ranges::find(shown, id, &Overlay::id);
    if (id.isNone() || id.layer == OverlayId::Layer::Covered || overlay == shown.end()) return;
    coverBox(overlay->box, id.layer == OverlayId::Layer::Described ? id.number : 0);
}

void BrowseCover::uncoverBox() {
    still_.stop();
    page_->bridge()->dropRequests(aside_);
    cover_.reset();
    coveredBox_ = 0;
    quick_.reset();
    exact_.reset();
    if (card_) {
        if (card_->isAncestorOf(QApplication::focusWidget())) canvas_->setFocus();
        card_->hide();
        card_->deleteLater();
        card_ = nullptr;
    }
    Q_EMIT overlaysChanged();
}

void BrowseCover::addOverlays(std::vector<Overlay>& overlays) const {
    if (!action_->isChecked()) return;
    for (Overlay& overlay : overlays) overlay.selected = overlay.editable = false;  // a drag is the cover's
    if (!cover_) return;
    Overlay overlay;
    overlay.id = OverlayId::covered();
    overlay.box = *cover_;
    overlay.grey = overlay.selected = overlay.editable = true;
    overlay.ground = Overlay::Ground::Hatched;
    overlay.label = tr("Covered");
    overlay.name = tr("Covered part of the picture");
    overlays.push_back(std::move(overlay));
}

// --- questions

BrowseCover::Subject BrowseCover::subject() const {
    Subject now{state_->image(), models_, *cover_, {}, {}, 0};
    if (const DescribedBox* box = described_->chosen(); box && box->id != coveredBox_) now.described = box->box;
    // A prediction set cannot be asked again.
    if (!state_->alignment().tokens.empty() && !state_->bySet()) {
        now.sentence = state_->sentence().text;
        now.beta = state_->beta();
    }
    return now;
}

inference::CoverRequest BrowseCover::requestOf(const Subject& subject, bool exact) {
    inference::CoverRequest request;
    request.cover = fromQt(subject.cover);
    if (subject.described) request.described = fromQt(*subject.described);
    request.sentence = subject.sentence.toStdString();
    request.beta = subject.beta;
    request.exact = exact;
    request.options = Settings::ofApplication().decoding();
    request.options.temperature = 0;  // two samples would differ by chance as well
    request.options.count = 1;
    return request;
}

// The feature maps that quick answers mask, and what is said without a cover, are computed while the cover is being
// drawn. The first cover ends it.
void BrowseCover::prepare() {
    cover_ = QRectF(QPointF(), QSizeF(canvas_->fullSize()));
    const Subject whole = subject();
    cover_.reset();
    page_->bridge()->models().ask(aside_, inference::CoverQuestion{whole.image, requestOf(whole, false)},
                                  [](const base::Result<inference::CoverAnswer>&) {});
}

// One quick question at a time: a moving cover is asked about again as soon as the previous answer has arrived, so that
// the questions adapt to the model's speed. It waits for nothing that is asked aside.
void BrowseCover::ask() {
    if (!cover_ || asking_) return;
    const Subject now = subject();
    if (quick_ && quick_->subject == now) return isExactHere() ? still_.stop() : still_.start();
    asking_ = true;
    page_->bridge()->dropRequests(aside_);
    page_->bridge()->models().ask(this, inference::CoverQuestion{now.image, requestOf(now, false)},
                                  [this, now](base::Result<inference::CoverAnswer> result) {
                                      asking_ = false;
                                      if (!cover_ || (!result && dropped(result.error()))) return;
                                      if (now.image != state_->image() || now.models != models_) return ask();
                                      quick_ = {now, std::move(result)};
                                      showAnswer();
                                      if (quick_->answer) Q_EMIT answered(false, *quick_->answer);
                                      if (now == subject())
                                          still_.start();
                                      else
                                          ask();
                                  });
}

void BrowseCover::askExactly() {
    if (!cover_ || isExactHere()) return;
    const Subject now = subject();
    page_->bridge()->models().ask(aside_, inference::CoverQuestion{now.image, requestOf(now, true)},
                                  [this, now](base::Result<inference::CoverAnswer> result) {
                                      if (!cover_ || now != subject() || (!result && dropped(result.error()))) return;
                                      exact_ = {now, std::move(result)};
                                      showAnswer();
                                      if (exact_->answer) Q_EMIT answered(true, *exact_->answer);
                                  });
}

// --- answers

bool BrowseCover::isExactHere() const {
    return cover_ && exact_ && exact_->subject == subject();
}

void BrowseCover::showAnswer() {
    if (!card_ || !cover_) return;
    const bool exact = chosen_.value_or(isExactHere());
    const Answered* shown = exact ? (isExactHere() ? &*exact_ : nullptr) : (quick_ ? &*quick_ : nullptr);
    if (!shown)
        card_->setWaiting(exact);
    else if (!shown->answer)
        card_->setProblem(exact, QString::fromStdString(shown->answer.error().message));
    else
        card_->setRows(exact, CoverRows::of(*shown->answer, state_->numbers()), shown->subject.described.has_value());
    card_->placeBeside(canvas_->toWidget(*cover_));
    card_->show();
    card_->raise();
}

}  // namespace legenda::ui
