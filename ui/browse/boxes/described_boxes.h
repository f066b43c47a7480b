// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/captioner.h"

#include <QHash>
#include <QRectF>
#include <QString>

#include <vector>

namespace legenda::ui {

// A box that the model describes.
struct DescribedBox {
    qint64 id = 0;  // unique, never reused: answers are matched by it
    QRectF box;     // pixels of the upright full-size image
    bool drawn = false;
    QRectF answeredFor;  // the box that the captions, or the problem, belong to
    std::vector<model::Caption> captions;
    std::size_t taken = 0;  // index of the caption that is its text
    QString problem;        // the reason why there are none

    bool answered() const { return answeredFor == box; }
    QString text() const { return taken < captions.size() ? QString::fromStdString(captions[taken].text) : QString(); }
};

// The described boxes of all visited images: those drawn by hand stay until they are removed, those that
// "Describe everything" found until another model is in use. A plain value of the GUI thread.
class DescribedBoxes {
 public:
    DescribedBox& draw(qint64 image, const QRectF& box);
    void setFound(qint64 image, std::vector<DescribedBox> boxes);  // their ids are assigned here
    bool found(qint64 image) const { return images_.value(image).foundKnown; }
    DescribedBox* find(qint64 image, qint64 id);
    const DescribedBox* find(qint64 image, qint64 id) const;
    // A found box that is moved becomes a drawn one.
    DescribedBox* adopt(qint64 image, qint64 id);
    DescribedBox take(qint64 image, qint64 id);  // removes and returns it; one without an id if there is none
    void putBack(qint64 image, DescribedBox box);
    void removeDrawn(qint64 image) { images_[image].drawn.clear(); }
    // The drawn boxes as text, to be stored with the project; load() adds those that are missing.
    QString drawnText(qint64 image) const;
    void load(qint64 image, const QString& text);
    void clear() { images_.clear(); }
    void forgetCaptions();  // another model is in use: found boxes are removed, every caption must be requested again

    const std::vector<DescribedBox>& drawn(qint64 image) const;
    // Drawn ones first; with `everything` those found as well.
    std::vector<const DescribedBox*> shown(qint64 image, bool everything) const;

 private:
    struct OfImage {
        std::vector<DescribedBox> drawn, found;
        bool foundKnown = false;
    };
    QHash<qint64, OfImage> images_;
    qint64 lastId_ = 0;
};

}  // namespace legenda::ui
