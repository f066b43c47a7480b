// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/box.h"
#include "core/base/error.h"
#include "core/metrics/caption_figures.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace legenda::evaluation {

// A sentence or an image in the ranked list of a retrieval's query.
struct RankedItem {
    std::string text;    // of a sentence (its id where a file scored without a project names no text), or as
                         // EvaluationItem::image
    double score = 0;    // not a number: the system gave none
    bool right = false;  // it belongs to the query
    bool operator==(const RankedItem&) const = default;
};

// One of the things behind a figure: an image with its caption, a query with its rank, a phrase or a region with its
// box.
struct EvaluationItem {
    std::string image;                    // path in the project, or the id of a file scored without one
    std::string id;                       // within the image: a sentence "a.jpg#2", the words of a phrase; may be empty
    std::vector<double> figures;          // by the list's names
    std::string prediction;               // the text that the system said, or that it ranked first
    std::vector<std::string> references;  // the texts that it is compared with
    std::optional<base::Box> box;         // the predicted one
    std::vector<base::Box> targets;       // the true ones; of a region caption the region
    std::vector<RankedItem> ranked = {};  // of a query: the first of its list; results of versions before have none
};

// All items of one system: those of a section of the figures ("image_search", "model"; empty: of the whole).
struct ItemList {
    std::string section;
    std::vector<std::string> figures;  // names: "rank", "BLEU4", "accuracy"
    std::vector<EvaluationItem> items;
};

// The items of a corpus of captions with their figures (BLEU smoothed by sentence); the caller names them.
ItemList captionItems(std::string section, const metrics::CaptionFigures& figures);

// One object a line of the form of a kept evaluation, see evaluation_record.h.
nlohmann::json itemToJson(const ItemList& list, const EvaluationItem& item);
// BadInput names the place. The names of the first item's figures become those of the list where it has none.
base::Result<EvaluationItem> itemFromJson(const nlohmann::json& value, ItemList& list, const std::string& where);

// A table of all items for spreadsheets, RFC 4180: list, image, id, a column a figure (empty where a list has it not),
// prediction, references (separated by " | "), box and targets ("x y w h", separated by "; ").
base::Status writeItemsCsv(const std::filesystem::path& file, const std::vector<ItemList>& lists,
                           const std::stop_token& stop = {});

}  // namespace legenda::evaluation
