// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_page.h"

#include "ui/bridge/convert.h"
#include "ui/browse/browse_compare.h"
#include "ui/browse/browse_list.h"
#include "ui/browse/browse_norms.h"
#include "ui/browse/browse_panel.h"
#include "ui/browse/browse_proposals.h"
#include "ui/browse/browse_rows.h"
#include "ui/browse/described.h"
#include "ui/browse/guide_line.h"
#include "ui/canvas/region_numbers.h"
#include "ui/charts/score_matrix.h"
#include "ui/controls/aligned_sentence.h"
#include "ui/images/image_list_model.h"
#include "ui/images/thumbnail_view.h"

#include <QKeyEvent>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {
constexpr int kPictureSide = 2560;  // sharp at 2x on a large screen, quick to scale
constexpr int kRoomForAll = 520;    // pixels of the bar over the canvas
constexpr auto kBetaKey = "browse.beta";
constexpr int kKeepBetaMs = 300;

std::filesystem::path regionModelOf(const project::ProjectInfo& project) {
    const auto used = project.inUse.find("region");
    return used == project.inUse.end() ? std::filesystem::path{} : used->second;
}
}  // namespace

BrowsePage::BrowsePage(Bridge* bridge, QWidget* parent)
    : Page(QStringLiteral("browse"), tr("Browse"), QStringLiteral("browse"), bridge, parent),
      images_(new ImageListModel(bridge, this)),
      list_(new BrowseList(images_)),
      canvas_(new ImageCanvas),
      sentence_(new AlignedSentence),
      matrix_(new ScoreMatrix),
      norms_(new BrowseNorms(bridge)),
      compare_(new BrowseCompare(bridge)),
      described_(new BrowseDescribed(bridge, canvas_, this)),
      panel_(new BrowsePanel) {
    build();
    betaStill_.setSingleShot(true);
    betaStill_.setInterval(kKeepBetaMs);
    connect(&betaStill_, &QTimer::timeout, this, &BrowsePage::keepBeta);
}

void BrowsePage::setProject(const project::ProjectInfo& project) {
    const bool other = project.folder != folder_;
    folder_ = project.folder;
    list_->setCounts(project.counts);
    panel_->setProject(project);
    compare_->setProject(project);
    if (other) {
        boundOf_.clear();
        described_->forget();
        recallBeta();
        askGuide();
    }
    described_->setModel(regionModelOf(project));
    forgetBound(project);
    if (other) {
        answeredBy_ = project.inUse;
        setSearch({}, SearchMode::Captions);
        if (wanted_ == image_) wanted_ = 0;  // an image of the project before
        if (wanted_ == 0 && lastFolder_ == QString::fromStdU16String(folder_.u16string())) wanted_ = lastImage_;
        image_ = 0;
        pictureHere_ = false;
        details_ = {};
        alignment_ = {};
        canvas_->setImage({}, {});
        compare_->setPicture({}, {});
        sentence_->setPlain({});
        images_->setImages({});
    }
    listed_ = listed_ && !other && static_cast<std::int64_t>(images_->images().size()) == project.counts.total();
    if (isVisible()) activated();
}

void BrowsePage::askBoxCounts() {
    bridge()->annotations().regionCounts(this, [this](auto counts) {
        if (counts) images_->setBoxCounts(std::move(*counts));
    });
}

void BrowsePage::activated() {
    askBoxCounts();
    if (drawerShown() == Drawer::Norms) norms_->refresh();
    askNewModels();
    if (listed_) {
        if (wanted_ != 0 && wanted_ != image_) openImage(wanted_);
        return;
    }
    bridge()->annotations().recall(this, QStringLiteral("browse.first"), [this](base::Result<std::string> first) {
        first_ = first ? std::move(*first) : std::string();
        listImages();
    });
}

void BrowsePage::askGuide() {
    guide_->hide();
    bridge()->annotations().recall(this, QStringLiteral("browse.guide"),
                                   [this, folder = folder_](base::Result<std::string> guide) {
                                       if (folder == folder_) guide_->setVisible(guide && !guide->empty());
                                   });
}

void BrowsePage::listImages() {
    bridge()->images().list(this, [this](base::Result<std::vector<store::ImageRecord>> images) {
        if (!images) return showError(images.error());
        listed_ = true;
        images_->setImages(std::move(*images));
        const bool empty = images_->images().empty();
        emptyHint_->setVisible(empty);
        canvas_->setVisible(!empty);
        if (empty) return;
        for (const store::ImageRecord& image : images_->images()) {
            if (!wantedFile_.empty() && image.file == wantedFile_) wanted_ = image.id;
            if (wanted_ == 0 && image_ == 0 && image.path == first_) wanted_ = image.id;
        }
        wantedFile_.clear();
        const bool known = wanted_ != 0 && images_->find(wanted_);
        if (known)
            openImage(wanted_);
        else if (image_ == 0)
            openImage(images_->idAt(0));
    });
}

void BrowsePage::deactivated() {
    if (betaStill_.isActive()) keepBeta();
}

void BrowsePage::showImage(std::int64_t image) {
    wanted_ = image;
    if (isVisible() && listed_) openImage(image);
}

void BrowsePage::showFile(const std::filesystem::path& file) {
    for (const store::ImageRecord& image : images_->images())
        if (listed_ && image.file == file) return showImage(image.id);
    wantedFile_ = file;
}

void BrowsePage::step(int by) {
    if (images_->rowCount() == 0) return;
    const int row = images_->rowOf(image_);
    openImage(images_->idAt(row < 0 ? 0 : std::clamp(row + by, 0, images_->rowCount() - 1)));
}

void BrowsePage::openImage(std::int64_t image) {
    wanted_ = image;
    if (image == 0 || image == image_) return;
    clearError();
    if (wantedRegion_ && wantedRegion_->first != image) wantedRegion_.reset();
    image_ = image;
    pictureHere_ = alignmentHere_ = captionsHere_ = false;
    pinnedRegion_ = pinnedWord_ = litRegion_ = litWord_ = -1;
    alignment_ = {};
    captions_.clear();
    text_.clear();
    described_->setImage(image);
    panel_->clearAlignment();
    panel_->clearOwnSentence();
    panel_->setCaptionsNote(tr("Describing the photograph …"));
    panel_->setCurrentCaption(-1);
    matrix_->clear();
    list_->view()->setCurrentImage(image);
    bridge()->images().picture(this, image, kPictureSide, [this, image](base::Result<LoadedPicture> picture) {
        if (image != image_ || (!picture && dropped(picture.error()))) return;
        pictureHere_ = true;
        if (!picture) {
            canvas_->setImage({}, {});
            canvas_->setMessage(QString::fromStdString(picture.error().message));
            return showError(picture.error());
        }
        canvas_->setImage(picture->image, picture->fullSize);
        compare_->setPicture(picture->image, picture->fullSize);
        showFileLine();
        showOverlays();
        Q_EMIT pictureShown();
    });
    bridge()->images().details(this, image, [this, image](base::Result<session::ImageDetails> details) {
        if (image != image_) return;
        if (!details) return showError(details.error());
        showDetails(*details);
    });
    Q_EMIT imageShown(image);
}

void BrowsePage::showDetails(const session::ImageDetails& details) {
    details_ = details;
    panel_->setSentences(details_.captions);
    showFileLine();
    if (hits_.contains(image_)) {
        panel_->showOwnSentence(asked_);
        setSentence(asked_, -1, -1);
    } else if (!details_.captions.empty())
        setSentence(QString::fromStdString(details_.captions.front().text), 0, -1);
    else
        sentence_->setPlain({}, tr("No sentence yet: the model's own caption follows."));
    askCaptions();
}

void BrowsePage::showFileLine() {
    const store::ImageRecord& image = details_.image;
    const QSize size = canvas_->fullSize().isEmpty() ? QSize(image.width, image.height) : canvas_->fullSize();
    QString facts;
    if (!size.isEmpty()) facts = tr("%1 × %2 px").arg(size.width()).arg(size.height());
    if (!image.split.empty())
        facts += (facts.isEmpty() ? QString() : QStringLiteral(" · ")) + QString::fromStdString(image.split);
    file_->setFile(QString::fromStdString(image.path), facts);
    canvas_->setAccessibleName(tr("Photograph %1").arg(QString::fromStdString(image.path)));
    file_->setToolTip(QString::fromStdU16String(image.file.u16string()));
}

void BrowsePage::setSentence(const QString& text, int row, int captionRow) {
    text_ = text;
    captionRow_ = captionRow;
    panel_->setCurrentSentence(row);
    panel_->setCurrentCaption(captionRow);
    if (row >= 0 || captionRow >= 0) panel_->clearOwnSentence();
    sentence_->setCurrentWord(-1);
    light(-1, -1, true);
    askAlignment();
}

void BrowsePage::askAlignment() {
    if (image_ == 0 || text_.isEmpty()) return;
    compare_->show(image_, text_, beta_);
    alignmentHere_ = false;
    if (alignment_.tokens.empty()) sentence_->setPlain(text_);
    const std::int64_t image = image_;
    bridge()->models().ask(this, inference::AlignmentQuestion{image, text_.toStdString(), beta_},
                           [this, image, text = text_](base::Result<model::Alignment> result) {
                               if (image != image_ || text != text_ || (!result && dropped(result.error()))) return;
                               alignmentHere_ = true;
                               if (!result) {
                                   alignment_ = {};
                                   sentence_->setPlain(text_);
                                   panel_->clearAlignment();
                                   matrix_->clear();
                                   showOverlays();
                                   return showError(result.error(), tr("Train a model"),
                                                    [this] { Q_EMIT imageRequested(QStringLiteral("train"), image_); });
                               }
                               takeAlignment(std::move(*result));
                           });
}

void BrowsePage::takeAlignment(model::Alignment alignment) {
    alignment_ = std::move(alignment);
    numbers_ = regionNumbers(alignment_);
    panel_->setBeta(std::min(alignment_.beta, alignment_.betaFar), alignment_.betaFar);
    matrix_->setAlignment(alignment_, numbers_);
    showSegments();
    pinHit();
}

void BrowsePage::recallBeta() {
    betaStill_.stop();
    beta_ = model::kDefaultBeta;
    bridge()->annotations().recall(
        this, QLatin1String(kBetaKey), [this, folder = folder_](base::Result<std::string> kept) {
            bool isNumber = false;
            const double beta = kept ? QString::fromStdString(*kept).toDouble(&isNumber) : 0;
            if (!isNumber || !(beta >= 0) || !std::isfinite(beta) || folder != folder_ || betaStill_.isActive()) return;
            setBeta(beta);
            if (!alignment_.tokens.empty()) panel_->setBeta(std::min(beta, alignment_.betaFar), alignment_.betaFar);
        });
}

void BrowsePage::keepBeta() {
    betaStill_.stop();
    bridge()->annotations().remember(QLatin1String(kBetaKey), QString::number(beta_, 'g', 17));
}

void BrowsePage::setBeta(double beta) {
    beta_ = beta;
    compare_->setBeta(beta);
    if (alignment_.tokens.empty()) return;
    model::decodeSegments(alignment_, beta);
    matrix_->setAlignment(alignment_, numbers_);
    showSegments();
}

void BrowsePage::showSegments() {
    // A word that is lit takes its light to the region that it now belongs to.
    for (auto [region, word] : {std::pair{&litRegion_, litWord_}, std::pair{&pinnedRegion_, pinnedWord_}})
        if (word >= 0 && static_cast<std::size_t>(word) < alignment_.assignment.size())
            *region = alignment_.assignment[static_cast<std::size_t>(word)];
    sentence_->setAlignment(alignment_, numbers_);
    panel_->setAlignment(alignment_, numbers_);
    panel_->proposals()->setImage(image_, std::max(0, static_cast<int>(alignment_.regions.size()) - 1));
    showOverlays();
}

void BrowsePage::askCaptions() {
    if (image_ == 0) return;
    captionsHere_ = false;
    const std::int64_t image = image_;
    bridge()->models().ask(this, inference::CaptionQuestion{image, {}, panel_->captionDecoding()},
                           [this, image](base::Result<inference::CaptionResult> result) {
                               if (image != image_ || (!result && dropped(result.error()))) return;
                               captionsHere_ = true;
                               if (!result)
                                   return panel_->setCaptionsNote(QString::fromStdString(result.error().message));
                               captions_ = std::move(result->captions);
                               panel_->setCaptions(captions_);
                               if (details_.captions.empty() && text_.isEmpty() && !captions_.empty())
                                   setSentence(QString::fromStdString(captions_.front().text), -1, 0);
                               else
                                   panel_->setCurrentCaption(captionRow_);
                           });
}

// What mouse or keyboard is at goes before what is pinned.
void BrowsePage::light(int region, int word, bool pin) {
    if (pin) {
        pinnedRegion_ = region;
        pinnedWord_ = word;
    }
    litRegion_ = region >= 0 || word >= 0 ? region : pinnedRegion_;
    litWord_ = region >= 0 || word >= 0 ? word : pinnedWord_;
    sentence_->setLit(litRegion_, litWord_);
    matrix_->setLit(litRegion_, litWord_);
    panel_->setLit(litRegion_);
    showOverlays();
}

void BrowsePage::lightWord(int word) {
    const bool there = word >= 0 && static_cast<std::size_t>(word) < alignment_.assignment.size();
    light(there ? alignment_.assignment[static_cast<std::size_t>(word)] : -1, there ? word : -1);
}

void BrowsePage::togglePin() {
    if (litRegion_ < 0 && litWord_ < 0) return;
    const bool pinned = litRegion_ == pinnedRegion_ && litWord_ == pinnedWord_;
    light(pinned ? -1 : litRegion_, pinned ? -1 : litWord_, true);
}

// Walks the regions that won words, in the order of their numbers.
bool BrowsePage::stepRegion(int by, bool wrap) {
    std::vector<int> order;
    for (const model::Segment& segment : alignment_.segments)
        if (std::find(order.begin(), order.end(), segment.region) == order.end()) order.push_back(segment.region);
    if (order.empty()) return false;
    std::sort(order.begin(), order.end(), [this](int a, int b) {
        return numbers_[static_cast<std::size_t>(a)] < numbers_[static_cast<std::size_t>(b)];
    });
    const int count = static_cast<int>(order.size());
    const auto at = std::find(order.begin(), order.end(), litRegion_);
    int next = at == order.end() ? (by > 0 ? 0 : count - 1) : static_cast<int>(at - order.begin()) + by;
    if (!wrap && (next < 0 || next >= count)) return false;
    next = (next + count) % count;
    light(order[static_cast<std::size_t>(next)], -1);
    const auto& shown = canvas_->overlays();
    const auto box = std::ranges::find(shown, OverlayId::region(litRegion_), &Overlay::id);
    if (box != shown.end()) PaintedItems::tellFocus(canvas_, static_cast<int>(box - shown.begin()));
    return true;
}

Overlay BrowsePage::overlayOf(int region) const {
    return regionOverlay(alignment_, numbers_, region, litRegion_);
}

void BrowsePage::showOverlays() {
    if (!pictureHere_) return canvas_->setOverlays({});  // the picture of the image before is still in sight
    auto overlays = wonOverlays(alignment_, numbers_, litRegion_);
    addHitOverlays(overlays);
    addProposals(overlays);
    const bool shown = std::any_of(overlays.begin(), overlays.end(),
                                   [](const Overlay& o) { return o.emphasis == Overlay::Emphasis::Highlight; });
    if (litRegion_ >= 0 && !shown && static_cast<std::size_t>(litRegion_) < alignment_.regions.size())
        overlays.push_back(overlayOf(litRegion_));
    described_->addOverlays(overlays);
    canvas_->setOverlays(std::move(overlays));
}

bool BrowsePage::settled() const {
    if (!listed_) return false;
    if (images_->images().empty()) return true;
    if (norms_->isVisible() && norms_->waiting()) return false;
    if (compare_->isVisible() && compare_->waiting()) return false;
    if (described_->waiting()) return false;
    return image_ != 0 && pictureHere_ && captionsHere_ && (alignmentHere_ || text_.isEmpty()) && !images_->waiting();
}

// Words and regions are walked from wherever the focus is, but for text fields and lists, which keep their arrows.
void BrowsePage::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) return event->ignore();
    switch (event->key()) {
        case Qt::Key_H:
            return canvas_->setOverlaysVisible(false);
        case Qt::Key_Escape:
            return leave();
        case Qt::Key_Return:
        case Qt::Key_Enter:
            return togglePin();
        case Qt::Key_Up:
            stepRegion(-1, true);
            return;
        case Qt::Key_Down:
            stepRegion(1, true);
            return;
        case Qt::Key_Left:
            return sentence_->setCurrentWord(std::max(sentence_->currentWord() - 1, 0));
        case Qt::Key_Right:
            return sentence_->setCurrentWord(sentence_->currentWord() + 1);
        default:
            return event->ignore();
    }
}

void BrowsePage::fitBar(int width) {
    for (QWidget* button : sparedButtons_) button->setVisible(width >= kRoomForAll);
}

// Tab walks the regions while the picture has the focus; behind the last one it goes on to the next field.
bool BrowsePage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == canvas_ && event->type() == QEvent::Resize) fitBar(canvas_->width());
    if (watched == canvas_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Tab && !key->modifiers() && stepRegion(1, false)) return true;
        if (key->key() == Qt::Key_Backtab && stepRegion(-1, false)) return true;
    }
    return Page::eventFilter(watched, event);
}

void BrowsePage::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_H && !event->isAutoRepeat()) return canvas_->setOverlaysVisible(true);
    event->ignore();
}

}  // namespace legenda::ui
