// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "ui/canvas/image_canvas_overlays.h"

#include <QFrame>

class QComboBox;
class QLabel;

namespace legenda::ui {

class AlignedSentence;
class Bridge;
class ImageCanvas;

// A second look at the image and sentence at hand: by another alignment model, or on other regions.
class BrowseCompare : public QFrame {
    Q_OBJECT
 public:
    explicit BrowseCompare(Bridge* bridge, QWidget* parent = nullptr);

    void setProject(const project::ProjectInfo& project);
    void setPicture(const QImage& picture, const QSize& fullSize);
    // Asks for the alignment where this is shown.
    void show(std::int64_t image, const QString& sentence, double beta);
    void setBeta(double beta);  // decodes again, at once

    const model::Alignment& alignment() const { return alignment_; }
    const ImageCanvas* canvas() const { return canvas_; }
    AlignedSentence* sentence() const { return sentence_; }  // the owner lays it out, beside the first one
    bool waiting() const { return waiting_; }

 Q_SIGNALS:
    void closed();

 private:
    void ask();
    void take(model::Alignment alignment);
    void light(int region, int word);
    inference::AlignmentSource source() const;

    Bridge* bridge_;
    QComboBox *model_, *regions_;
    QLabel* score_;
    ImageCanvas* canvas_;
    AlignedSentence* sentence_;
    std::int64_t image_ = 0;
    QString text_;
    double beta_ = 0;
    bool waiting_ = false;
    model::Alignment alignment_;
    std::vector<int> numbers_;
};

// The boxes of the regions that won words, with these; `lit` and those beside it dimmed where it is >= 0.
std::vector<Overlay> wonOverlays(const model::Alignment& alignment, const std::vector<int>& numbers, int lit);
Overlay regionOverlay(const model::Alignment& alignment, const std::vector<int>& numbers, int region, int lit);

}  // namespace legenda::ui
