// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/browse_page.h"

#include "ui/models/image_list_model.h"
#include "ui/pages/browse_bubble.h"
#include "ui/pages/browse_list.h"
#include "ui/pages/browse_panel.h"
#include "ui/pages/browse_rows.h"
#include "ui/widgets/aligned_sentence.h"
#include "ui/widgets/region_numbers.h"
#include "ui/widgets/score_matrix.h"
#include "ui/widgets/thumbnail_view.h"

#include <QKeyEvent>

#include <algorithm>

namespace legenda::ui {

namespace {
constexpr int kPictureSide = 2560;  // sharp at 2x on a large screen, quick to scale
}

BrowsePage::BrowsePage(Bridge* bridge, QWidget* parent)
    : Page(QStringLiteral("browse"), tr("Browse"), QStringLiteral("browse"), bridge, parent),
      images_(new ImageListModel(bridge, this)),
      list_(new BrowseList(images_)),
      canvas_(new ImageCanvas),
      sentence_(new AlignedSentence),
      matrix_(new ScoreMatrix),
      panel_(new BrowsePanel) {
    build();
}

void BrowsePage::setProject(const jobs::ProjectInfo& project) {
    const bool other = project.folder != folder_;
    folder_ = project.folder;
    list_->setCounts(project.counts);
    panel_->setProject(project);
    if (other) {
        discardBox();
        image_ = 0;
        details_ = {};
        alignment_ = {};
        canvas_->setImage({}, {});
        sentence_->setPlain({});
        images_->setImages({});
    }
    listed_ = listed_ && !other && static_cast<std::int64_t>(images_->images().size()) == project.counts.total();
    if (isVisible()) activated();
}

void BrowsePage::askBoxCounts() {
    bridge()->regionCounts(this, [this](auto counts) {
        if (counts) images_->setBoxCounts(std::move(*counts));
    });
}

void BrowsePage::activated() {
    askBoxCounts();
    if (listed_) {
        if (wanted_ != 0 && wanted_ != image_) openImage(wanted_);
        return;
    }
    bridge()->listImages(this, [this](base::Result<std::vector<store::ImageRecord>> images) {
        if (!images) return showError(images.error());
        listed_ = true;
        images_->setImages(std::move(*images));
        if (images_->images().empty())
            return canvas_->setMessage(
                tr("No images here yet. Drop a folder of photographs on the window, or import a data set."));
        for (const store::ImageRecord& image : images_->images())
            if (!wantedFile_.empty() && image.file == wantedFile_) wanted_ = image.id;
        wantedFile_.clear();
        const bool known = wanted_ != 0 && images_->find(wanted_);
        if (known)
            openImage(wanted_);
        else if (image_ == 0)
            openImage(images_->idAt(0));
    });
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
    discardBox();
    clearError();
    image_ = image;
    pictureHere_ = alignmentHere_ = captionsHere_ = false;
    pinnedRegion_ = pinnedWord_ = litRegion_ = litWord_ = -1;
    alignment_ = {};
    captions_.clear();
    text_.clear();
    canvas_->setOverlays({});
    panel_->clearAlignment();
    panel_->clearOwnSentence();
    panel_->setCaptionsNote(tr("Describing the photograph …"));
    panel_->setCurrentCaption(-1);
    matrix_->clear();
    list_->view()->setCurrentImage(image);
    bridge()->picture(this, image, kPictureSide, [this, image](base::Result<LoadedPicture> picture) {
        if (image != image_) return;
        pictureHere_ = true;
        if (!picture) {
            canvas_->setImage({}, {});
            canvas_->setMessage(QString::fromStdString(picture.error().message));
            return showError(picture.error());
        }
        canvas_->setImage(picture->image, picture->fullSize);
        showFileLine();
        showOverlays();
        Q_EMIT pictureShown();
    });
    bridge()->imageDetails(this, image, [this, image](base::Result<jobs::ImageDetails> details) {
        if (image != image_) return;
        if (!details) return showError(details.error());
        showDetails(*details);
    });
    Q_EMIT imageShown(image);
}

void BrowsePage::showDetails(const jobs::ImageDetails& details) {
    details_ = details;
    panel_->setSentences(details_.captions);
    showFileLine();
    if (!details_.captions.empty())
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
    file_->setToolTip(QString::fromStdU16String(image.file.u16string()));
}

void BrowsePage::setSentence(const QString& text, int row, int captionRow) {
    text_ = text;
    captionRow_ = captionRow;
    panel_->setCurrentSentence(row);
    panel_->setCurrentCaption(captionRow);
    if (row >= 0 || captionRow >= 0) panel_->clearOwnSentence();
    light(-1, -1, true);
    askAlignment();
}

void BrowsePage::askAlignment() {
    if (image_ == 0 || text_.isEmpty()) return;
    alignmentHere_ = false;
    if (alignment_.tokens.empty()) sentence_->setPlain(text_);
    const std::int64_t image = image_;
    bridge()->align(this, image, text_, beta_, [this, image, text = text_](base::Result<model::Alignment> result) {
        if (image != image_ || text != text_) return;
        alignmentHere_ = true;
        if (!result) {
            if (result.error().code == base::ErrorCode::Cancelled) return;
            alignment_ = {};
            sentence_->setPlain(text_);
            panel_->clearAlignment();
            matrix_->clear();
            canvas_->setOverlays({});
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
}

void BrowsePage::setBeta(double beta) {
    beta_ = beta;
    if (alignment_.tokens.empty()) return;
    model::decodeSegments(alignment_, beta);
    matrix_->setAlignment(alignment_, numbers_);
    showSegments();
}

void BrowsePage::showSegments() {
    sentence_->setAlignment(alignment_, numbers_);
    panel_->setAlignment(alignment_, numbers_);
    showOverlays();
}

void BrowsePage::askCaptions() {
    if (image_ == 0) return;
    captionsHere_ = false;
    model::DecodeOptions options;
    options.count = 3;
    const std::int64_t image = image_;
    bridge()->caption(this, image, std::nullopt, options, [this, image](base::Result<jobs::CaptionResult> result) {
        if (image != image_) return;
        captionsHere_ = true;
        if (!result) {
            if (result.error().code != base::ErrorCode::Cancelled)
                panel_->setCaptionsNote(QString::fromStdString(result.error().message));
            return;
        }
        captions_ = std::move(result->captions);
        panel_->setCaptions(captions_);
        if (details_.captions.empty() && text_.isEmpty() && !captions_.empty())
            setSentence(QString::fromStdString(captions_.front().text), -1, 0);
        else
            panel_->setCurrentCaption(captionRow_);
    });
}

// What the mouse is at goes before what was clicked.
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

void BrowsePage::showOverlays() {
    std::vector<Overlay> overlays;
    const auto lit = [this](int region) {
        return litRegion_ < 0         ? Overlay::Emphasis::Normal
               : region == litRegion_ ? Overlay::Emphasis::Highlight
                                      : Overlay::Emphasis::Dim;
    };
    const auto overlayOf = [&](int region) {
        const auto i = static_cast<std::size_t>(region);
        Overlay overlay;
        overlay.id = QStringLiteral("r%1").arg(region);
        overlay.box = QRectF(alignment_.regions[i].box.x, alignment_.regions[i].box.y, alignment_.regions[i].box.w,
                             alignment_.regions[i].box.h);
        overlay.colour = numbers_[i];
        overlay.number = numbers_[i] + 1;
        overlay.emphasis = lit(region);
        return overlay;
    };
    for (const model::Segment& segment : alignment_.segments) {
        const QString words = QString::fromStdString(segment.text);
        const auto same = std::find_if(overlays.begin(), overlays.end(), [&](const Overlay& o) {
            return o.id == QStringLiteral("r%1").arg(segment.region);
        });
        if (same != overlays.end()) {
            same->label += QStringLiteral(" … ") + words;
            continue;
        }
        overlays.push_back(overlayOf(segment.region));
        overlays.back().label = words;
    }
    const bool shown = std::any_of(overlays.begin(), overlays.end(),
                                   [](const Overlay& o) { return o.emphasis == Overlay::Emphasis::Highlight; });
    if (litRegion_ >= 0 && !shown && static_cast<std::size_t>(litRegion_) < alignment_.regions.size())
        overlays.push_back(overlayOf(litRegion_));
    if (!drawn_.isEmpty()) {
        for (Overlay& overlay : overlays) overlay.emphasis = Overlay::Emphasis::Dim;
        Overlay box;
        box.id = QStringLiteral("drawn");
        box.box = drawn_;
        box.grey = true;
        box.selected = box.editable = true;
        overlays.push_back(std::move(box));
    }
    canvas_->setOverlays(std::move(overlays));
}

void BrowsePage::setSearch(const QString& text, SearchMode mode) {
    const QString words = text.simplified();
    if (words.isEmpty()) return images_->setMatches(std::nullopt, false);
    if (mode == SearchMode::Captions) {
        bridge()->searchCaptions(this, words, [this](base::Result<std::vector<std::int64_t>> found) {
            if (!found) return showError(found.error());
            images_->setMatches(std::move(*found), false);
        });
        return;
    }
    bridge()->search(this, words, false, 60, [this](base::Result<std::vector<jobs::SearchHit>> hits) {
        if (!hits) return showError(hits.error());
        std::vector<std::int64_t> ids;
        std::vector<double> scores;
        for (const jobs::SearchHit& hit : *hits) {
            ids.push_back(hit.image.id);
            scores.push_back(hit.score);
        }
        const std::int64_t best = ids.empty() ? 0 : ids.front();
        images_->setMatches(std::move(ids), true, std::move(scores));
        if (best != 0) openImage(best);
    });
}

bool BrowsePage::settled() const {
    if (!listed_) return false;
    if (images_->images().empty()) return true;
    return image_ != 0 && pictureHere_ && captionsHere_ && (alignmentHere_ || text_.isEmpty()) && !images_->waiting();
}

void BrowsePage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_H && !event->modifiers()) return canvas_->setOverlaysVisible(false);
    if (event->key() == Qt::Key_Escape) {
        discardBox();
        return light(-1, -1, true);
    }
    // The words are walked from wherever the focus is, but for text fields and lists, which keep their arrows.
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (step == 0 || sentence_->words() == 0) return event->ignore();
    sentence_->setCurrentWord(std::clamp(sentence_->currentWord() + step, 0, sentence_->words() - 1));
}

void BrowsePage::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_H && !event->isAutoRepeat()) return canvas_->setOverlaysVisible(true);
    event->ignore();
}

}  // namespace legenda::ui
