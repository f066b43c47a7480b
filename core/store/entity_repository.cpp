// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/entity_repository.h"

namespace legenda::store {

std::vector<EntitySentenceRecord> EntityRepository::sentences(const SplitCondition& images) const {
    SQLite::Statement rows(
        db_,
        "SELECT s.id, s.image_id, s.caption_id, s.text, m.chain, m.first_token, m.end_token, m.text, m.types "
        "FROM entity_sentence s JOIN image ON image.id = s.image_id LEFT JOIN mention m ON m.sentence_id = s.id "
        "WHERE " +
            images.sql + " ORDER BY s.image_id, s.number, m.number");
    if (images.bound) rows.bind(1, images.value);
    std::vector<EntitySentenceRecord> sentences;
    while (rows.executeStep()) {
        const std::int64_t id = rows.getColumn(0).getInt64();
        if (sentences.empty() || sentences.back().id != id) {
            EntitySentenceRecord sentence;
            sentence.id = id;
            sentence.image = rows.getColumn(1).getInt64();
            if (!rows.getColumn(2).isNull()) sentence.caption = rows.getColumn(2).getInt64();
            sentence.text = rows.getColumn(3).getString();
            sentences.push_back(std::move(sentence));
        }
        if (rows.getColumn(4).isNull()) continue;
        sentences.back().mentions.push_back({rows.getColumn(4).getString(), rows.getColumn(5).getInt(),
                                             rows.getColumn(6).getInt(), rows.getColumn(7).getString(),
                                             rows.getColumn(8).getString()});
    }
    return sentences;
}

std::vector<EntityBoxRecord> EntityRepository::boxes(const SplitCondition& images) const {
    SQLite::Statement rows(
        db_,
        "SELECT b.image_id, b.chain, b.x, b.y, b.w, b.h, image.width, image.height, annotated_width, annotated_height "
        "FROM entity_box b JOIN image ON image.id = b.image_id WHERE " +
            images.sql + " ORDER BY b.image_id, b.number");
    if (images.bound) rows.bind(1, images.value);
    std::vector<EntityBoxRecord> boxes;
    while (rows.executeStep()) {
        EntityBoxRecord box{rows.getColumn(0).getInt64(),
                            rows.getColumn(1).getString(),
                            {rows.getColumn(2).getDouble(), rows.getColumn(3).getDouble(),
                             rows.getColumn(4).getDouble(), rows.getColumn(5).getDouble()}};
        const int width = rows.getColumn(6).getInt(), height = rows.getColumn(7).getInt();
        const int annotatedWidth = rows.getColumn(8).getInt(), annotatedHeight = rows.getColumn(9).getInt();
        if (width > 0 && height > 0 && annotatedWidth > 0 && annotatedHeight > 0) {
            const double sx = static_cast<double>(width) / annotatedWidth,
                         sy = static_cast<double>(height) / annotatedHeight;
            box.box = {box.box.x * sx, box.box.y * sy, box.box.w * sx, box.box.h * sy};
        }
        boxes.push_back(std::move(box));
    }
    return boxes;
}

}  // namespace legenda::store
