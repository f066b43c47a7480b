// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/boxes/described.h"

#include "ui/bridge/bridge.h"
#include "ui/bridge/convert.h"
#include "ui/bridge/settings.h"
#include "ui/canvas/caption_bubble.h"
#include "ui/canvas/image_canvas.h"

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {

constexpr int kCaptions = 4;           // of each box
constexpr int kReplacedAgainMs = 200;  // until a superseded request is repeated

model::DecodeOptions decoding() {
    const Settings& settings = Settings::ofApplication();
    model::DecodeOptions options;
    options.beam = std::max(kCaptions, settings.number(Setting::Beam));
    options.lengthNorm = settings.real(Setting::LengthNorm);
    options.count = kCaptions;
    return options;
}

QString drawnKey(std::int64_t image) {
    return QStringLiteral("browse.drawn.%1").arg(image);
}

bool replaced(const base::Error& error) {
    return error.code == base::ErrorCode::Cancelled || error.code == base::ErrorCode::Superseded;
}

}  // namespace

BrowseDescribed::BrowseDescribed(Bridge* bridge, ImageCanvas* canvas, QObject* parent)
    : QObject(parent), bridge_(bridge), canvas_(canvas) {
    again_.setSingleShot(true);
    again_.setInterval(kReplacedAgainMs);
    connect(&again_, &QTimer::timeout, this, &BrowseDescribed::ask);
}

void BrowseDescribed::forget() {
    setChosen(0);
    ++project_;
    boxes_.clear();
    recalled_.clear();
    setImage(0);
}

void BrowseDescribed::setModel(const std::filesystem::path& region) {
    if (region == model_) return;
    const bool first = model_.empty();
    model_ = region;
    if (first) return;
    boxes_.forgetCaptions();
    setChosen(boxes_.find(image_, chosen_) ? chosen_ : 0);
    if (everything_) describe();
    ask();
    Q_EMIT changed();
}

void BrowseDescribed::setImage(std::int64_t image) {
    image_ = image;
    everything_ = false;
    keeping_ = 0;
    setChosen(0);
    recall();
    ask();
    Q_EMIT changed();
}

// Boxes of the last session; their captions are requested again.
void BrowseDescribed::recall() {
    if (image_ == 0 || recalled_.contains(image_)) return;
    bridge_->annotations().recall(this, drawnKey(image_),
                                  [this, project = project_, image = image_](base::Result<std::string> text) {
                                      if (!text || project != project_ || recalled_.contains(image)) return;
                                      recalled_.insert(image);
                                      boxes_.load(image, QString::fromStdString(*text));
                                      if (boxes_.drawnText(image).toStdString() != *text)
                                          remember(image);  // a box was drawn meanwhile
                                      if (image != image_) return;
                                      ask();
                                      Q_EMIT changed();
                                  });
}

void BrowseDescribed::remember(std::int64_t image) {
    bridge_->annotations().remember(drawnKey(image), boxes_.drawnText(image));
}

void BrowseDescribed::prepare() {
    const QSizeF frame = canvas_->fullSize();
    if (image_ == 0 || asking_ || frame.isEmpty()) return;
    bridge_->models().ask(this, inference::CaptionQuestion{image_, fromQt(QRectF(QPointF(), frame))},
                          [](const base::Result<inference::CaptionResult>&) {});
}

void BrowseDescribed::draw(const QRectF& box) {
    if (image_ == 0) return;
    setChosen(boxes_.draw(image_, box).id);
    remember(image_);
    ask();
    Q_EMIT changed();
}

void BrowseDescribed::setEverything(bool shown) {
    if (image_ == 0 || shown == everything_) return;
    everything_ = shown;
    const DescribedBox* box = chosen();
    if (box && !box->drawn) setChosen(0);
    if (shown) describe();
    Q_EMIT changed();
}

void BrowseDescribed::describe() {
    if (boxes_.found(image_) || describing_ == image_) return;
    describing_ = image_;
    bridge_->models().ask(
        this, inference::DenseCaptionQuestion{image_, decoding()},
        [this, image = image_, model = model_](base::Result<std::vector<inference::CaptionResult>> found) {
            if (describing_ == image) describing_ = 0;
            if (model != model_) return;
            if (found) {
                std::vector<DescribedBox> boxes;
                for (auto& result : *found) {
                    DescribedBox box;
                    box.box = box.answeredFor = toQt(*result.box);
                    box.captions = std::move(result.captions);
                    boxes.push_back(std::move(box));
                }
                boxes_.setFound(image, std::move(boxes));
            } else if (image == image_) {
                everything_ = false;
                if (!replaced(found.error())) Q_EMIT failed(found.error());
            }
            if (image == image_) Q_EMIT changed();
        });
}

bool BrowseDescribed::choose(const OverlayId& overlay) {
    const bool own = overlay.layer == OverlayId::Layer::Described && boxes_.find(image_, overlay.number);
    const qint64 id = own ? overlay.number : 0;
    if (id == chosen_) return own;
    setChosen(id);
    Q_EMIT changed();
    return own;
}

void BrowseDescribed::chooseRow(int row) {
    const auto all = shown();
    const bool there = row >= 0 && static_cast<std::size_t>(row) < all.size();
    choose(there ? OverlayId::described(all[static_cast<std::size_t>(row)]->id) : OverlayId());
}

int BrowseDescribed::chosenRow() const {
    const auto all = shown();
    const auto at = std::ranges::find_if(all, [this](const auto* box) { return box->id == chosen_; });
    return at == all.end() ? -1 : static_cast<int>(at - all.begin());
}

void BrowseDescribed::setChosen(qint64 id) {
    chosen_ = id;
    canvas_->setBubble(nullptr, {});
    bubble_ = nullptr;
    const DescribedBox* box = chosen();
    if (!box) return;
    bubble_ = new CaptionBubble(canvas_);
    connect(bubble_, &CaptionBubble::kept, this, &BrowseDescribed::keepChosen);
    connect(bubble_, &CaptionBubble::discarded, this, &BrowseDescribed::removeChosen);
    connect(bubble_, &CaptionBubble::taken, this, [this](int caption) {
        DescribedBox* shown = boxes_.find(image_, chosen_);
        if (!shown || shown->taken == static_cast<std::size_t>(caption)) return;
        shown->taken = static_cast<std::size_t>(caption);
        Q_EMIT changed();
    });
    connect(bubble_, &CaptionBubble::resized, this, [this] {
        if (const DescribedBox* shown = chosen(); shown && bubble_) canvas_->setBubble(bubble_, shown->box);
    });
    showCaptions();
    canvas_->setBubble(bubble_, box->box);
}

CaptionBubble* BrowseDescribed::bubble() const {
    return bubble_;
}

void BrowseDescribed::showCaptions() {
    const DescribedBox* box = chosen();
    if (!box || !bubble_) return;
    if (!box->problem.isEmpty())
        bubble_->setProblem(box->problem);
    else if (!box->answeredFor.isEmpty())
        bubble_->setCaptions(box->captions, static_cast<int>(box->taken));
}

void BrowseDescribed::move(const OverlayId& overlay, const QRectF& to) {
    if (overlay.layer != OverlayId::Layer::Described || overlay.number != chosen_) return;
    DescribedBox* box = boxes_.find(image_, chosen_);
    if (!box) return;
    if (box->box != to) {
        box = boxes_.adopt(image_, chosen_);
        box->box = to;
        ask();
    }
    canvas_->setBubble(bubble_, to);
    Q_EMIT changed();
}

void BrowseDescribed::placed(const OverlayId& overlay, const QRectF& box) {
    move(overlay, box);
    if (const DescribedBox* own = chosen(); own && own->drawn) remember(image_);
}

// The chosen box first, then the other boxes drawn here without a caption of their present position.
const DescribedBox* BrowseDescribed::nextToAsk() const {
    if (const DescribedBox* box = chosen(); box && !box->answered()) return box;
    for (const DescribedBox& box : boxes_.drawn(image_))
        if (!box.answered()) return &box;
    return nullptr;
}

// One request at a time: a moving box is requested again as soon as the previous answer has arrived, so that requests
// adapt to the model's speed.
void BrowseDescribed::ask() {
    const DescribedBox* next = asking_ || again_.isActive() ? nullptr : nextToAsk();
    if (!next) return;
    asking_ = true;
    bridge_->models().ask(this, inference::CaptionQuestion{image_, fromQt(next->box), decoding()},
                          [this, image = image_, id = next->id, asked = next->box,
                           model = model_](base::Result<inference::CaptionResult> result) {
                              asking_ = false;
                              if (model == model_) take(image, id, asked, std::move(result));
                              ask();
                          });
}

void BrowseDescribed::take(std::int64_t image, qint64 id, const QRectF& asked,
                           base::Result<inference::CaptionResult> result) {
    if (!result && replaced(result.error())) return again_.start();
    DescribedBox* box = boxes_.find(image, id);
    if (!box) return;
    box->answeredFor = asked;
    box->taken = 0;
    box->problem.clear();
    box->captions.clear();
    if (result)
        box->captions = std::move(result->captions);
    else
        box->problem = QString::fromStdString(result.error().message);
    if (image != image_) return;
    if (id == chosen_) showCaptions();
    const bool keep = keeping_ == id && box->answered();
    Q_EMIT changed();
    if (id == chosen_ && result) Q_EMIT answered();
    if (keep && id == chosen_) keepChosen();
}

void BrowseDescribed::keepChosen() {
    const DescribedBox* box = chosen();
    if (!box || (box->answered() && box->text().isEmpty())) return;
    if (!box->answered()) {
        keeping_ = chosen_;
        return;
    }
    keeping_ = 0;
    const DescribedBox taken = boxes_.take(image_, chosen_);
    setChosen(0);
    remember(image_);
    Q_EMIT changed();
    Q_EMIT kept(image_, taken);
}

void BrowseDescribed::putBack(std::int64_t image, DescribedBox box) {
    const qint64 id = box.id;
    boxes_.putBack(image, std::move(box));
    remember(image);
    if (image != image_) return;
    setChosen(id);
    ask();
    Q_EMIT changed();
}

void BrowseDescribed::removeChosen() {
    if (chosen_ == 0) return;
    const std::vector gone{boxes_.take(image_, chosen_)};
    setChosen(0);
    remember(image_);
    Q_EMIT changed();
    Q_EMIT removed(image_, gone);
}

void BrowseDescribed::removeDrawn() {
    if (const DescribedBox* box = chosen(); box && box->drawn) setChosen(0);
    const auto gone = boxes_.drawn(image_);
    if (gone.empty()) return;
    boxes_.removeDrawn(image_);
    remember(image_);
    Q_EMIT changed();
    Q_EMIT removed(image_, gone);
}

// The chosen caption of each box comes first.
std::vector<inference::CaptionResult> BrowseDescribed::results() const {
    std::vector<inference::CaptionResult> results;
    for (const DescribedBox* box : shown()) {
        auto captions = box->captions;
        if (box->taken < captions.size())
            std::rotate(captions.begin(), captions.begin() + static_cast<std::ptrdiff_t>(box->taken),
                        captions.begin() + static_cast<std::ptrdiff_t>(box->taken) + 1);
        results.push_back({{}, fromQt(box->box), std::move(captions)});
    }
    return results;
}

void BrowseDescribed::addOverlays(std::vector<Overlay>& overlays) const {
    const auto all = shown();
    if (chosen_ != 0)
        for (Overlay& overlay : overlays) overlay.emphasis = Overlay::Emphasis::Dim;
    const bool lit = std::ranges::any_of(
        overlays, [](const Overlay& overlay) { return overlay.emphasis == Overlay::Emphasis::Highlight; });
    for (const DescribedBox* box : all) {
        Overlay overlay;
        overlay.id = OverlayId::described(box->id);
        overlay.box = box->box;
        const bool chosen = chosen_ == box->id;
        overlay.grey = true;
        overlay.selected = overlay.editable = chosen;
        if (!chosen) overlay.label = box->text();
        if (!chosen && (chosen_ != 0 || lit)) overlay.emphasis = Overlay::Emphasis::Dim;
        const QString kind = box->drawn ? tr("Drawn box") : tr("Described region");
        overlay.name = !box->problem.isEmpty() ? tr("%1: %2").arg(kind, box->problem)
                       : box->text().isEmpty() ? tr("%1, describing …").arg(kind)
                                               : tr("%1: %2").arg(kind, box->text());
        overlays.push_back(std::move(overlay));
    }
}

}  // namespace legenda::ui
