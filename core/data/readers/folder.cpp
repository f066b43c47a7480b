// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_reader.h"
#include "core/data/foreign_files.h"
#include "core/data/image_files.h"
#include "core/data/sentence_files.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

namespace legenda::data {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

struct DatasetCaptions {
    const char *name, *format;
};
constexpr DatasetCaptions kDatasetCaptions[]{{"Flickr8k.token.txt", "flickr8k"},
                                             {"captions.txt", "flickr8k"},
                                             {"captions.csv", "flickr8k"},
                                             {"results_20130124.token", "flickr30k"},
                                             {"results.csv", "flickr30k"}};

// Reports a dataset's own captions, which are not read when its folder is imported as photographs.
void nameCaptionFiles(const fs::path& root, std::vector<Problem>& problems) {
    std::error_code ignored;
    const auto levels = foldersByLevel(root);
    for (const auto& folder : levels.front())
        for (const auto& [name, format] : kDatasetCaptions)
            if (fs::is_regular_file(folder / name, ignored))
                problems.push_back({(folder / name).string(),
                                    fmt::format("was not read; the format {} reads the captions in it", format)});
}

void nameLeftOutTexts(const fs::path& root, const std::vector<FoundFile>& images, std::vector<Problem>& problems) {
    std::vector<std::string> paths, known;
    for (const auto& image : images) paths.push_back(image.diskPath);
    for (const auto& file : kDatasetCaptions) known.emplace_back(file.name);
    nameTextsWithoutImage(root, paths, known, problems);
}

// A folder of photographs with all folders below it, or one photograph.
class FolderReader final : public DatasetReader {
 public:
    std::string format() const override { return "folder"; }
    std::string title() const override { return "Folder of photographs"; }
    std::string contents() const override {
        return "photographs, and sentences in text files of the same name where there are any, one a line";
    }
    int order() const override { return 6; }

    base::Result<Dataset> read(const fs::path& root, const base::JobContext& context) const override {
        std::error_code failure;
        if (!fs::exists(root, failure))
            return base::fail(ErrorCode::Io, fmt::format("{} does not exist.", root.string()));
        Dataset data;
        data.format = format();
        std::vector<FoundFile> files;
        if (fs::is_directory(root, failure)) {
            data.imageRoot = root;
            LEGENDA_TRY(found, findImages(root, context, data.problems));
            nameCaptionFiles(root, data.problems);
            files = std::move(*found);
            nameLeftOutTexts(root, files, data.problems);
        } else {
            data.imageRoot = root.has_parent_path() ? root.parent_path() : fs::path(".");
            const std::string name = root.filename().string();
            if (!isUtf8(name) || !looksLikeImage(name))
                return base::fail(ErrorCode::BadInput,
                                  fmt::format("{} is not an image that can be read.", root.string()));
            files.push_back({nfc(name), name});
        }
        if (files.empty()) {
            std::string others;
            for (const auto& problem : data.problems)
                others += fmt::format("{}{} {}", others.empty() ? "" : "; ", problem.where, problem.why);
            return base::fail(ErrorCode::BadInput,
                              fmt::format("{} holds no images that can be read (JPEG, PNG, WebP, TIFF, BMP and PNM "
                                          "are){}.",
                                          root.string(), others.empty() ? archiveHint(root) : ": " + others));
        }
        for (auto& file : files) {
            if (context.stopped()) return base::JobContext::cancelled();
            Sample sample;
            sample.image = file.path;
            if (file.diskPath != file.path) sample.diskPath = file.diskPath;
            sample.captions = sentencesBeside(data.imageRoot / file.diskPath, data.problems);
            data.samples.push_back(std::move(sample));
        }
        return data;
    }
};

}  // namespace

ReaderPtr make_folder() {
    return std::make_unique<FolderReader>();
}

}  // namespace legenda::data
