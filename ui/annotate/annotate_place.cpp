// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/annotate_place.h"

#include "ui/annotate/annotate_selection.h"
#include "ui/bridge/bridge.h"
#include "ui/canvas/image_canvas.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

namespace legenda::ui {

namespace {

constexpr int kKeepDelay = 300;  // ms after the last change
const char* const kPlaceKey = "annotate.place";

}  // namespace

AnnotatePlace::AnnotatePlace(Bridge* bridge, ImageCanvas* canvas, AnnotateSelection* selection, QObject* parent)
    : QObject(parent), bridge_(bridge), canvas_(canvas), selection_(selection) {
    soon_.setSingleShot(true);
    soon_.setInterval(kKeepDelay);
    connect(&soon_, &QTimer::timeout, this, &AnnotatePlace::write);
    const auto later = [this] {
        if (image_ != 0 && recalled_) soon_.start();
    };
    connect(canvas, &ImageCanvas::viewMoved, this, later);
    connect(selection, &AnnotateSelection::changed, this, later);
    connect(selection, &AnnotateSelection::flagsChanged, this, later);
}

void AnnotatePlace::forget() {
    soon_.stop();
    kept_ = {};
    image_ = 0;
    recalled_ = false;
    ++generation_;
}

void AnnotatePlace::recall(std::function<void()> then) {
    if (recalled_) return then();
    bridge_->annotations().recall(
        this, QLatin1String(kPlaceKey),
        [this, generation = generation_, then = std::move(then)](base::Result<std::string> kept) {
            if (generation != generation_) return;
            recalled_ = true;
            if (kept && !kept->empty()) read(QByteArray::fromStdString(*kept));
            then();
        });
}

void AnnotatePlace::read(const QByteArray& json) {
    const QJsonObject kept = QJsonDocument::fromJson(json).object();
    const auto strings = [&](const char* key) {
        QStringList list;
        for (const auto& each : kept.value(QLatin1String(key)).toArray()) list += each.toString();
        return list;
    };
    kept_.image = kept.value(QLatin1String("image")).toInteger();
    kept_.zoom = kept.value(QLatin1String("zoom")).toDouble();
    kept_.centre = {kept.value(QLatin1String("x")).toDouble(), kept.value(QLatin1String("y")).toDouble()};
    kept_.selected = strings("selected");
    const QStringList locked = strings("locked"), hidden = strings("hidden");
    selection_->setFlags({locked.begin(), locked.end()}, {hidden.begin(), hidden.end()});
}

void AnnotatePlace::setImage(qint64 image) {
    image_ = image;
    if (image != kept_.image) kept_ = {};
    if (recalled_ && image != 0) soon_.start();
}

void AnnotatePlace::restore(qint64 image) {
    if (kept_.image != image || image == 0) return;
    const Kept kept = std::exchange(kept_, {});
    if (kept.zoom > 0) canvas_->look(kept.zoom, kept.centre);
    if (selection_->empty()) selection_->set(kept.selected);
}

void AnnotatePlace::write() {
    if (kept_.image == image_) return;  // it has not been restored yet
    const auto list = [](const auto& regions) {
        QJsonArray array;
        for (const QString& region : regions) array.append(region);
        return array;
    };
    QJsonObject place{{QStringLiteral("image"), image_}};
    if (!canvas_->fitted()) {
        place[QStringLiteral("zoom")] = canvas_->zoom();
        place[QStringLiteral("x")] = canvas_->centre().x();
        place[QStringLiteral("y")] = canvas_->centre().y();
    }
    place[QStringLiteral("selected")] = list(selection_->all());
    place[QStringLiteral("locked")] = list(selection_->lockedOnes());
    place[QStringLiteral("hidden")] = list(selection_->hiddenOnes());
    bridge_->annotations().remember(QLatin1String(kPlaceKey),
                                    QString::fromUtf8(QJsonDocument(place).toJson(QJsonDocument::Compact)));
}

}  // namespace legenda::ui
