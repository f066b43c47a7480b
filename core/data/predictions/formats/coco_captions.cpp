// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/predictions/caption_rows.h"
#include "core/data/predictions/format.h"
#include "core/data/predictions/values.h"
#include "core/data/regions/values.h"

namespace legenda::data::predictions {

namespace {

// [{"image_id": 42, "caption": "…"}]: an id of the data set, or the name of the image ("image_id", "file_name" or
// "image"); "log_prob" may stand beside the caption. Several captions of an image are several elements, best first, or
// "captions": [{"text": …, "log_prob": …}], as this program writes them.
class CocoCaptionsFormat final : public Format {
 public:
    std::string name() const override { return "coco-captions"; }
    std::string title() const override { return "COCO captions"; }
    Kind kind() const override { return Kind::Captions; }
    std::vector<std::string> extensions() const override { return {".json"}; }

    bool recognises(const regions::Look& look) const override {
        const bool named = look.has("[].image_id") || look.has("[].file_name") || look.has("[].image");
        const bool captions = look.has("[].caption") || look.has("[].captions");
        return named && captions && !look.has("[].bbox") && !isNeuraltalkList(look);
    }

    base::Status read(const Input& input, Feed& feed) const override { return readCaptionList(input.file, feed); }

    base::Status write(const Source& source, const std::filesystem::path& target) const override {
        return writeCaptionList(source, target);
    }
};

}  // namespace

FormatPtr make_coco_captions() {
    return std::make_unique<CocoCaptionsFormat>();
}

}  // namespace legenda::data::predictions
