// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QMetaType>
#include <QString>

namespace legenda::ui {

// Names a box on the picture for as long as it is there: signals and answers that arrive late are matched by it, never
// by a place in a list.
struct OverlayId {
    enum class Layer : unsigned char { None, Region, Described, Annotated };
    Layer layer = Layer::None;
    qint64 number = 0;  // Region: its index in the alignment; Described: given once, never again
    QString uuid;       // Annotated: of the region

    static OverlayId region(qint64 index) { return {Layer::Region, index, {}}; }
    static OverlayId described(qint64 number) { return {Layer::Described, number, {}}; }
    static OverlayId annotated(const QString& uuid) { return {Layer::Annotated, 0, uuid}; }

    bool isNone() const { return layer == Layer::None; }
    int regionIndex() const { return layer == Layer::Region ? static_cast<int>(number) : -1; }
    bool operator==(const OverlayId&) const = default;
};

inline size_t qHash(const OverlayId& id, size_t seed = 0) {
    return qHashMulti(seed, static_cast<int>(id.layer), id.number, id.uuid);
}

}  // namespace legenda::ui

Q_DECLARE_METATYPE(legenda::ui::OverlayId)
