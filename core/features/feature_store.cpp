// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/feature_store.h"

#include "core/base/half.h"
#include "core/base/json.h"
#include "core/base/waiting.h"
#include "core/features/mapped_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>
#include <unordered_map>

namespace legenda::features {

using base::ErrorCode;
using base::fail;
using base::pass;
using base::Result;
using base::Status;
namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "feature files are little-endian and mapped as they are");

// The file: FileHead, JSON {"recipe": …} padded with spaces to a multiple of 8, then records one after another, each
// RecordHead, boxes [R, 4] float64, scores [R] float32, vectors [R, D] float16, zeros to a multiple of 8. No record is
// ever changed; the last one of an image counts.
namespace {

constexpr char kFileMagic[8] = {'L', 'E', 'G', 'F', 'E', 'A', 'T', '1'};
constexpr std::uint32_t kRecordMagic = 0x52474c4cu;
constexpr std::uint32_t kMostRegions = 100'000;

struct FileHead {
    char magic[8];
    std::uint32_t jsonBytes;
    std::uint32_t dimension;
};
static_assert(sizeof(FileHead) == 16);

struct RecordHead {
    std::uint32_t magic;
    std::uint32_t regions;
    std::uint64_t checksum;  // of everything after this field
    char uuid[40];
    char contentHash[64];
};
static_assert(sizeof(RecordHead) == 120);
constexpr std::size_t kChecked = offsetof(RecordHead, uuid);

std::size_t padded(std::size_t bytes) {
    return (bytes + 7) / 8 * 8;
}

std::size_t recordBytes(std::size_t regions, std::size_t dimension) {
    return padded(sizeof(RecordHead) +
                  regions * (4 * sizeof(double) + sizeof(float) + dimension * sizeof(std::uint16_t)));
}

// Detects a torn or zeroed record; it is no protection against tampering. `bytes` is a multiple of 8.
std::uint64_t checksum(const std::uint8_t* data, std::size_t bytes) {
    std::uint64_t hash = 0x9e3779b97f4a7c15ull ^ bytes;
    for (std::size_t i = 0; i < bytes; i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, data + i, 8);
        hash = std::rotl(hash ^ word, 29) * 0xbf58476d1ce4e5b9ull;
    }
    return hash;
}

std::string fixedText(const char* text, std::size_t size) {
    return {text, strnlen(text, size)};
}

bool whole(const std::uint8_t* record, std::size_t bytes) {
    RecordHead head;
    std::memcpy(&head, record, sizeof head);
    return head.checksum == checksum(record + kChecked, bytes - kChecked);
}

ImageFeatures readRecord(const std::uint8_t* record, std::size_t dimension) {
    RecordHead head;
    std::memcpy(&head, record, sizeof head);
    ImageFeatures features;
    features.image = fixedText(head.uuid, sizeof head.uuid);
    features.contentHash = fixedText(head.contentHash, sizeof head.contentHash);
    features.dimension = dimension;
    const std::uint8_t* at = record + sizeof head;
    for (std::uint32_t r = 0; r < head.regions; ++r, at += 4 * sizeof(double)) {
        double box[4];
        std::memcpy(box, at, sizeof box);
        features.boxes.push_back({box[0], box[1], box[2], box[3]});
    }
    features.scores.resize(head.regions);
    std::memcpy(features.scores.data(), at, head.regions * sizeof(float));
    at += head.regions * sizeof(float);
    features.vectors = {reinterpret_cast<const std::uint16_t*>(at), head.regions * dimension};
    return features;
}

}  // namespace

base::Matrix ImageFeatures::toFloat() const {
    const std::size_t rows = dimension > 0 ? vectors.size() / dimension : 0;
    base::Matrix out(rows, dimension);
    std::transform(vectors.begin(), vectors.end(), out.data.begin(), base::halfToFloat);
    return out;
}

namespace {

tl::unexpected<base::Error> damagedHead(const fs::path& file, std::string context = {}) {
    return tl::unexpected<base::Error>(
        {ErrorCode::BadInput,
         fmt::format("{} is not a feature file of Legenda, or its head is damaged.", file.string()), std::move(context),
         kFileDamaged, "\"legenda-cli features PROJECT\" repairs it or computes it again."});
}

tl::unexpected<base::Error> ofAnotherRecipe(const fs::path& file, const std::string& what) {
    return base::failWithRemedy(ErrorCode::BadInput, {}, fmt::format("{} {}.", file.string(), what),
                                "Move it away, and \"legenda-cli features PROJECT\" makes the right one.");
}

// FileHead and recipe, `bytes` long or as long as they are. A reader takes what the recipe does not say for the
// default: where there is less room, that is left out.
std::string headOf(const Recipe& recipe, std::size_t dimension, std::size_t bytes = 0) {
    const std::size_t room = bytes - std::min(bytes, sizeof(FileHead));
    auto options = base::optionsToJson(recipe);
    std::string json = nlohmann::json{{"recipe", options}}.dump();
    if (room > 0 && json.size() > room) {
        const auto defaults = base::optionsToJson(Recipe{});
        for (const auto& [key, value] : defaults.items())
            if (options[key] == value) options.erase(key);
        json = nlohmann::json{{"recipe", options}}.dump();
    }
    json.append(std::max(padded(json.size()), room) - json.size(), ' ');
    FileHead head{};
    std::memcpy(head.magic, kFileMagic, sizeof kFileMagic);
    head.jsonBytes = static_cast<std::uint32_t>(json.size());
    head.dimension = static_cast<std::uint32_t>(dimension);
    return std::string(reinterpret_cast<const char*>(&head), sizeof head) + json;
}

}  // namespace

struct FeatureStore::Impl {
    // A record is compared with its checksum at its first use: a reader of one image need not read the whole file.
    enum class State : std::uint8_t { Unchecked, Whole, Damaged };
    struct Place {
        std::size_t at = 0;
        mutable std::atomic<State> state = State::Unchecked;
    };

    fs::path path;
    Recipe recipe;
    std::size_t dimension = 0;
    WritableFile writer;  // open in a writer only
    // Spans point into these: a writer that is asked for a record it appended maps the grown file again and keeps the
    // old mappings.
    mutable std::vector<MappedFile> maps;
    std::unordered_map<std::string, Place> places;  // of the last record by uuid
    std::size_t damaged = 0;
    mutable std::unordered_map<std::string, ImageFeatures> read;

    Status readHead();
    std::size_t scan(std::size_t from, bool checkAll);
    std::size_t recordAt(std::size_t at) const;
    std::optional<std::size_t> nextWhole(std::size_t at) const;
    const Place* placeOf(const std::string& uuid) const;
    Status writeHead(const std::string& bytes);
    Status mendHead(const std::string& bytes);
    Status openHead(const Recipe& of, std::size_t columns);
    // The name of this recipe's file in a project.
    bool named(const Recipe& of) const { return path.stem().string() == of.hash(); }
    std::size_t headBytes = 0;
};

// Leaves headBytes at 0 when the file ends within its head, as after a crash at its creation.
Status FeatureStore::Impl::readHead() {
    const auto& map = maps.back();
    FileHead head{};
    if (map.size() < sizeof head) return {};
    std::memcpy(&head, map.data(), sizeof head);
    if (std::memcmp(head.magic, kFileMagic, sizeof kFileMagic) != 0) return damagedHead(path);
    if (map.size() - sizeof head < head.jsonBytes) return {};
    auto json = base::parseJson(std::string(reinterpret_cast<const char*>(map.data()) + sizeof head, head.jsonBytes),
                                path.string());
    if (!json || !json->is_object() || !json->contains("recipe") || head.jsonBytes % 8 != 0)
        return damagedHead(path, json ? "" : json.error().context);
    if (auto set = base::optionsFromJson(recipe, (*json)["recipe"], path.string()); !set)
        return damagedHead(path, set.error().message);
    if (head.dimension == 0) return damagedHead(path, "its vectors have no dimension");
    dimension = head.dimension;
    headBytes = sizeof head + head.jsonBytes;
    return {};
}

// The length of the record at this position by its head; 0 where that is not valid.
std::size_t FeatureStore::Impl::recordAt(std::size_t at) const {
    const auto& map = maps.back();
    if (map.size() - at < sizeof(RecordHead)) return 0;
    RecordHead head;
    std::memcpy(&head, map.data() + at, sizeof head);
    if (head.magic != kRecordMagic || head.regions > kMostRegions) return 0;
    const std::size_t bytes = recordBytes(head.regions, dimension);
    return map.size() - at < bytes ? 0 : bytes;
}

// Where the next whole record begins, from `at` on.
std::optional<std::size_t> FeatureStore::Impl::nextWhole(std::size_t at) const {
    for (; at + sizeof(RecordHead) <= maps.back().size(); at += 8)
        if (const auto bytes = recordAt(at); bytes > 0 && whole(maps.back().data() + at, bytes)) return at;
    return std::nullopt;
}

// Finds the complete records from position `from`; returns the end of the last one, which is always compared with its
// checksum: it may be being written at the moment. Damage between complete records is skipped: the images of damaged
// records count as missing.
std::size_t FeatureStore::Impl::scan(std::size_t from, bool checkAll) {
    const auto& map = maps.back();
    std::size_t at = from, end = from;
    while (map.size() - at >= sizeof(RecordHead)) {
        const std::size_t bytes = recordAt(at);
        const bool check = checkAll || map.size() - at - bytes < sizeof(RecordHead);
        if (bytes == 0 || (check && !whole(map.data() + at, bytes))) {
            const auto next = nextWhole(at + 8);
            if (!next) break;
            ++damaged;
            at = *next;
            continue;
        }
        RecordHead head;
        std::memcpy(&head, map.data() + at, sizeof head);
        Place& place = places[fixedText(head.uuid, sizeof head.uuid)];
        place.at = at;
        place.state = check ? State::Whole : State::Unchecked;
        end = at += bytes;
    }
    return end;
}

// nullptr where the image is not there or its record is damaged. Callable from many threads on a reader.
const FeatureStore::Impl::Place* FeatureStore::Impl::placeOf(const std::string& uuid) const {
    const auto found = places.find(uuid);
    if (found == places.end()) return nullptr;
    const Place& place = found->second;
    if (place.state == State::Unchecked)
        place.state = whole(maps.back().data() + place.at, recordAt(place.at)) ? State::Whole : State::Damaged;
    return place.state == State::Whole ? &place : nullptr;
}

// Into a file that is new, or that ends within its head as after a crash at its creation: it has no records then.
Status FeatureStore::Impl::writeHead(const std::string& bytes) {
    const auto& map = maps.back();
    if (map.size() > 0 && std::memcmp(map.data(), kFileMagic, std::min(map.size(), sizeof kFileMagic)) != 0)
        return fail(ErrorCode::BadInput, fmt::format("{} is not a feature file of Legenda.", path.string()));
    if (map.size() > bytes.size())
        return fail(ErrorCode::BadInput, fmt::format("{}: its header is damaged.", path.string()));
    maps.back() = {};
    if (auto cut = writer.cut(0); !cut) return cut;
    if (auto written = writer.append(bytes); !written) return written;
    headBytes = bytes.size();
    return {};
}

// Replaces a damaged head: in front of the first complete record, or as that of an empty file where there is none.
Status FeatureStore::Impl::mendHead(const std::string& bytes) {
    damaged = maps.back().size() > bytes.size() ? 1 : 0;
    for (auto first = nextWhole(sizeof(FileHead)); first; first = nextWhole(*first + 8)) {
        const std::string head = headOf(recipe, dimension, *first);
        if (head.size() > *first) continue;
        headBytes = *first;
        return writer.overwriteStart(head);
    }
    maps.back() = {};
    if (auto cut = writer.cut(0); !cut) return cut;
    headBytes = bytes.size();
    return writer.append(bytes);
}

// Reads the head, or makes it where the file is new, torn within its head or damaged there.
Status FeatureStore::Impl::openHead(const Recipe& of, std::size_t columns) {
    auto head = readHead();
    // The recipe determines the dimension of the vectors: another dimension is damage.
    const bool mine = named(of), fits = head && headBytes > 0 && recipe.hash() == of.hash() && dimension == columns;
    if (fits || (head && headBytes > 0 && !(mine && recipe.hash() == of.hash()))) return head;
    if (!head && !mine) return head;
    recipe = of;
    dimension = columns;
    const std::string bytes = headOf(of, columns);
    return mine ? mendHead(bytes) : writeHead(bytes);
}

FeatureStore::FeatureStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FeatureStore::FeatureStore(FeatureStore&&) noexcept = default;
FeatureStore& FeatureStore::operator=(FeatureStore&&) noexcept = default;
FeatureStore::~FeatureStore() = default;

Result<FeatureStore> FeatureStore::open(const fs::path& file) {
    base::mayWait("reading features", file);
    auto impl = std::make_unique<Impl>();
    impl->path = file;
    LEGENDA_TRY(map, MappedFile::open(file));
    impl->maps.push_back(std::move(*map));
    if (auto read = impl->readHead(); !read) return pass(read);
    if (impl->headBytes == 0) return damagedHead(file, "it ends within its header");
    // Files are found by the recipe's hash in their name: a renamed one must not pass for another recipe's.
    const auto named = file.stem().string(), own = impl->recipe.hash();
    if (named != own && named.size() == own.size() && named.find_first_not_of("0123456789abcdef") == std::string::npos)
        return ofAnotherRecipe(file, fmt::format("holds features of recipe {}, which is not that of its name", own));
    impl->scan(impl->headBytes, false);
    // Checks all records now, so that find() of a reader changes nothing.
    for (const auto& [uuid, place] : impl->places)
        impl->read.emplace(uuid, readRecord(impl->maps.back().data() + place.at, impl->dimension));
    return FeatureStore(std::move(impl));
}

Result<FeatureStore> FeatureStore::openForAppend(const fs::path& file, const Recipe& recipe, std::size_t dimension) {
    if (dimension == 0) return fail(ErrorCode::Internal, fmt::format("{}: vectors need a dimension.", file.string()));
    auto impl = std::make_unique<Impl>();
    impl->path = file;
    LEGENDA_TRY(writer, WritableFile::openLocked(file));
    impl->writer = std::move(*writer);
    LEGENDA_TRY(map, MappedFile::open(file));
    impl->maps.push_back(std::move(*map));
    if (auto ready = impl->openHead(recipe, dimension); !ready) return pass(ready);
    if (impl->recipe.hash() != recipe.hash())
        return ofAnotherRecipe(
            file, fmt::format("holds features of recipe {}, expected {}", impl->recipe.hash(), recipe.hash()));
    if (impl->dimension != dimension)
        return fail(ErrorCode::BadInput, fmt::format("{} holds vectors of {} numbers, expected {}.", file.string(),
                                                     impl->dimension, dimension));
    if (impl->writer.size() <= impl->headBytes) return FeatureStore(std::move(impl));
    const std::size_t end = impl->scan(impl->headBytes, true);
    if (end < impl->writer.size()) {
        if (auto cut = impl->writer.cut(end); !cut) return pass(cut);
        LEGENDA_TRY(shorter, MappedFile::open(file));
        impl->maps.back() = std::move(*shorter);
    }
    return FeatureStore(std::move(impl));
}

fs::path FeatureStore::fileFor(const fs::path& project, const Recipe& recipe) {
    return project / "features" / (recipe.hash() + ".lgf");
}

const Recipe& FeatureStore::recipe() const {
    return impl_->recipe;
}
std::size_t FeatureStore::dimension() const {
    return impl_->dimension;
}
std::size_t FeatureStore::size() const {
    return impl_->places.size();
}
std::size_t FeatureStore::damaged() const {
    return impl_->damaged;
}
bool FeatureStore::contains(const std::string& imageUuid) const {
    return impl_->placeOf(imageUuid) != nullptr;
}

const ImageFeatures* FeatureStore::find(const std::string& imageUuid) const {
    const auto* place = impl_->placeOf(imageUuid);
    if (place == nullptr) return nullptr;
    const auto known = impl_->read.find(imageUuid);
    if (known != impl_->read.end()) return &known->second;
    if (place->at >= impl_->maps.back().size()) {
        auto grown = MappedFile::open(impl_->path);
        if (!grown || place->at >= grown->size()) return nullptr;
        impl_->maps.push_back(std::move(*grown));
    }
    return &impl_->read.emplace(imageUuid, readRecord(impl_->maps.back().data() + place->at, impl_->dimension))
                .first->second;
}

Status FeatureStore::append(const std::string& imageUuid, const std::string& contentHash,
                            const std::vector<base::Box>& boxes, const std::vector<float>& scores,
                            const base::Matrix& vectors) {
    const std::size_t regions = boxes.size();
    if (!impl_->writer.isOpen())
        return fail(ErrorCode::Internal, fmt::format("{} is open for reading only.", impl_->path.string()));
    RecordHead head{};
    if (imageUuid.empty() || imageUuid.size() > sizeof head.uuid || contentHash.size() > sizeof head.contentHash ||
        regions > kMostRegions || scores.size() != regions || vectors.rows != regions ||
        vectors.cols != impl_->dimension)
        return fail(ErrorCode::Internal, fmt::format("{}: image {} has {} boxes, {} scores and {} x {} vectors, "
                                                     "expected one of each per box and {} columns.",
                                                     impl_->path.string(), imageUuid, regions, scores.size(),
                                                     vectors.rows, vectors.cols, impl_->dimension));
    head.magic = kRecordMagic;
    head.regions = static_cast<std::uint32_t>(regions);
    std::memcpy(head.uuid, imageUuid.data(), imageUuid.size());
    std::memcpy(head.contentHash, contentHash.data(), contentHash.size());

    std::string bytes(recordBytes(regions, impl_->dimension), '\0');
    std::size_t at = 0;
    const auto put = [&](const void* data, std::size_t count) {
        if (count > 0) std::memcpy(bytes.data() + at, data, count);
        at += count;
    };
    put(&head, sizeof head);
    for (const auto& box : boxes) {
        const double numbers[4] = {box.x, box.y, box.w, box.h};
        put(numbers, sizeof numbers);
    }
    put(scores.data(), regions * sizeof(float));
    std::vector<std::uint16_t> halves(vectors.data.size());
    std::transform(vectors.data.begin(), vectors.data.end(), halves.begin(), base::floatToHalf);
    constexpr std::uint16_t kNotFinite = 0x7c00;
    if (std::ranges::any_of(halves, [](std::uint16_t half) { return (half & kNotFinite) == kNotFinite; }) ||
        !std::ranges::all_of(scores, [](float score) { return std::isfinite(score); }))
        return fail(ErrorCode::BadInput,
                    "its vectors are not finite, or above the 65504 that float16 holds: the backbone "
                    "does not fit, or what it is given");
    put(halves.data(), halves.size() * sizeof(std::uint16_t));
    head.checksum = checksum(reinterpret_cast<const std::uint8_t*>(bytes.data()) + kChecked, bytes.size() - kChecked);
    std::memcpy(bytes.data(), &head, sizeof head);

    const std::size_t start = impl_->writer.size();
    if (auto written = impl_->writer.append(bytes); !written) return written;
    auto& place = impl_->places[imageUuid];
    place.at = start;
    place.state = Impl::State::Whole;
    impl_->read.erase(imageUuid);
    return {};
}

}  // namespace legenda::features
