// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/boxes/described_boxes.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <utility>

namespace legenda::ui {

DescribedBox& DescribedBoxes::draw(qint64 image, const QRectF& box) {
    DescribedBox drawn;
    drawn.id = ++lastId_;
    drawn.box = box;
    drawn.drawn = true;
    auto& all = images_[image].drawn;
    all.push_back(std::move(drawn));
    return all.back();
}

void DescribedBoxes::setFound(qint64 image, std::vector<DescribedBox> boxes) {
    for (DescribedBox& box : boxes) box.id = ++lastId_;
    images_[image].found = std::move(boxes);
    images_[image].foundKnown = true;
}

DescribedBox* DescribedBoxes::find(qint64 image, qint64 id) {
    return const_cast<DescribedBox*>(std::as_const(*this).find(image, id));
}

const DescribedBox* DescribedBoxes::find(qint64 image, qint64 id) const {
    for (const DescribedBox* box : shown(image, true))
        if (box->id == id) return box;
    return nullptr;
}

DescribedBox* DescribedBoxes::adopt(qint64 image, qint64 id) {
    DescribedBox* box = find(image, id);
    if (!box || box->drawn) return box;
    DescribedBox own = take(image, id);
    own.drawn = true;
    putBack(image, std::move(own));
    return find(image, id);
}

DescribedBox DescribedBoxes::take(qint64 image, qint64 id) {
    for (auto* list : {&images_[image].drawn, &images_[image].found}) {
        const auto at = std::ranges::find(*list, id, &DescribedBox::id);
        if (at == list->end()) continue;
        DescribedBox box = std::move(*at);
        list->erase(at);
        return box;
    }
    return {};
}

void DescribedBoxes::putBack(qint64 image, DescribedBox box) {
    auto& list = box.drawn ? images_[image].drawn : images_[image].found;
    list.push_back(std::move(box));
}

QString DescribedBoxes::drawnText(qint64 image) const {
    if (drawn(image).empty()) return {};
    QJsonArray boxes;
    for (const DescribedBox& box : drawn(image))
        boxes.append(QJsonArray{box.box.x(), box.box.y(), box.box.width(), box.box.height()});
    return QString::fromUtf8(QJsonDocument(boxes).toJson(QJsonDocument::Compact));
}

void DescribedBoxes::load(qint64 image, const QString& text) {
    const auto kept = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const auto& value : kept) {
        const QJsonArray sides = value.toArray();
        const QRectF box(sides[0].toDouble(), sides[1].toDouble(), sides[2].toDouble(), sides[3].toDouble());
        const bool known = std::ranges::any_of(drawn(image), [&](const DescribedBox& own) { return own.box == box; });
        if (sides.size() == 4 && box.isValid() && !known) draw(image, box);
    }
}

void DescribedBoxes::forgetCaptions() {
    for (OfImage& image : images_) {
        image.found.clear();
        image.foundKnown = false;
        for (DescribedBox& box : image.drawn) box.answeredFor = {};
    }
}

const std::vector<DescribedBox>& DescribedBoxes::drawn(qint64 image) const {
    static const std::vector<DescribedBox> kNone;
    const auto found = images_.constFind(image);
    return found == images_.constEnd() ? kNone : found->drawn;
}

std::vector<const DescribedBox*> DescribedBoxes::shown(qint64 image, bool everything) const {
    std::vector<const DescribedBox*> all;
    const auto found = images_.constFind(image);
    if (found == images_.constEnd()) return all;
    for (const DescribedBox& box : found->drawn) all.push_back(&box);
    for (const DescribedBox& box : found->found)
        if (everything) all.push_back(&box);
    return all;
}

}  // namespace legenda::ui
