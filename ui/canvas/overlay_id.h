// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QMetaType>
#include <QString>

namespace legenda::ui {

// Identifies a box on the picture for its lifetime: signals and late answers are matched by it, never by an index.
struct OverlayId {
    enum class Layer : unsigned char {
        None,
        Region,
        Described,
        Annotated,
        Proposed,
        Covered,
        Attended,
        Predicted,
        Evaluated
    };
    Layer layer = Layer::None;
    // Region: its index in the alignment; Described: unique, never reused; Proposed: of its words; Attended: the index
    // of the region that a caption model attends to; Predicted: its place among the set's regions; Evaluated: among the
    // boxes of an item.
    qint64 number = 0;
    QString uuid;  // Annotated: of the region; Region: which further box of it, empty: its own

    static OverlayId region(qint64 index) { return {Layer::Region, index, {}}; }
    static OverlayId described(qint64 number) { return {Layer::Described, number, {}}; }
    static OverlayId annotated(const QString& uuid) { return {Layer::Annotated, 0, uuid}; }
    static OverlayId proposed(qint64 number) { return {Layer::Proposed, number, {}}; }
    static OverlayId covered() { return {Layer::Covered, 0, {}}; }
    static OverlayId attended(qint64 region) { return {Layer::Attended, region, {}}; }
    static OverlayId predicted(qint64 place) { return {Layer::Predicted, place, {}}; }
    static OverlayId further(qint64 region, qint64 box) { return {Layer::Region, region, QString::number(box)}; }
    static OverlayId evaluated(qint64 number) { return {Layer::Evaluated, number, {}}; }

    bool isNone() const { return layer == Layer::None; }
    int regionIndex() const { return layer == Layer::Region ? static_cast<int>(number) : -1; }
    bool operator==(const OverlayId&) const = default;
};

inline size_t qHash(const OverlayId& id, size_t seed = 0) {
    return qHashMulti(seed, static_cast<int>(id.layer), id.number, id.uuid);
}

}  // namespace legenda::ui

Q_DECLARE_METATYPE(legenda::ui::OverlayId)
