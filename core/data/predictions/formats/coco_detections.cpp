// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/predictions/region_files.h"

namespace legenda::data::predictions {

// A list of results, or a data set with annotations; the phrase stands as in region texts, "caption" or "phrase".
FormatPtr make_coco_detections() {
    return fromRegions(
        {"coco-detections", "COCO detections with phrases", "coco", Kind::Phrases, false,
         [](const regions::Look& look) { return look.has("[].bbox") || look.has("annotations[].bbox"); }});
}

}  // namespace legenda::data::predictions
