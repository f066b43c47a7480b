// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_reader.h"
#include "core/data/foreign_files.h"
#include "core/data/image_files.h"
#include "core/data/text_file.h"

#include <fmt/format.h>

namespace legenda::data {

namespace fs = std::filesystem;
using base::ErrorCode;

namespace {

// Captions of "a/x.jpg" are the lines of "a/x.txt", or of "a/x.jpg.txt".
void readCaptions(const fs::path& image, Sample& sample, std::vector<Problem>& problems) {
    fs::path besides = image, appended = image;
    besides.replace_extension(".txt");
    appended += ".txt";
    std::error_code ignored;
    for (const auto& file : {besides, appended}) {
        if (!fs::is_regular_file(file, ignored)) continue;
        const auto lines = readLines(file, problems);
        if (!lines)
            problems.push_back({file.string(), lines.error().message});
        else
            for (const auto& line : *lines)
                if (const auto text = trimmed(line.text); !text.empty()) sample.captions.emplace_back(text);
    }
}

// Reports a dataset's own captions, which are not read when its folder is imported as photographs.
void nameCaptionFiles(const fs::path& root, std::vector<Problem>& problems) {
    std::error_code ignored;
    const auto levels = foldersByLevel(root);
    for (const auto& folder : levels.front())
        for (const auto& [name, format] : {std::pair{"Flickr8k.token.txt", "flickr8k"},
                                           {"captions.txt", "flickr8k"},
                                           {"captions.csv", "flickr8k"},
                                           {"results_20130124.token", "flickr30k"},
                                           {"results.csv", "flickr30k"}})
            if (fs::is_regular_file(folder / name, ignored))
                problems.push_back({(folder / name).string(),
                                    fmt::format("was not read; the format {} reads the captions in it", format)});
}

// A folder of photographs with all folders below it, or one photograph.
class FolderReader final : public DatasetReader {
 public:
    std::string format() const override { return "folder"; }
    std::string title() const override { return "Folder of photographs"; }
    std::string contents() const override {
        return "photographs, and captions in text files of the same name where there";
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
            readCaptions(data.imageRoot / file.diskPath, sample, data.problems);
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
