// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/picture_kinds.h"

#include "core/image/container.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

namespace legenda::image {

using namespace std::string_view_literals;

namespace {

using Named = std::pair<std::string_view, std::string_view>;

constexpr std::string_view kRaw = "camera raw";

constexpr Named kEndings[]{
    {".heic", "HEIC"},     {".heif", "HEIC"},     {".hif", "HEIC"},      {".avif", "AVIF"},     {".avifs", "AVIF"},
    {".gif", "GIF"},       {".jp2", "JPEG 2000"}, {".j2k", "JPEG 2000"}, {".j2c", "JPEG 2000"}, {".jpf", "JPEG 2000"},
    {".jpx", "JPEG 2000"}, {".jpm", "JPEG 2000"}, {".jxl", "JPEG XL"},   {".jxr", "JPEG XR"},   {".psd", "PSD"},
    {".psb", "PSD"},       {".svg", "SVG"},       {".svgz", "SVG"},      {".pdf", "PDF"},       {".ico", "icon"},
    {".cur", "icon"},      {".tga", "TGA"},       {".exr", "EXR"},       {".hdr", "HDR"},       {".xcf", "XCF"},
    {".eps", "EPS"},       {".ai", "EPS"},        {".pcx", "PCX"},       {".dcm", "DICOM"},     {".apng", "APNG"},
    {".pfm", "PFM"},       {".pam", "PAM"},       {".raw", kRaw},        {".dng", kRaw},        {".cr2", kRaw},
    {".cr3", kRaw},        {".crw", kRaw},        {".nef", kRaw},        {".nrw", kRaw},        {".arw", kRaw},
    {".sr2", kRaw},        {".srf", kRaw},        {".orf", kRaw},        {".rw2", kRaw},        {".raf", kRaw},
    {".pef", kRaw},        {".srw", kRaw},        {".x3f", kRaw},        {".3fr", kRaw},        {".erf", kRaw},
    {".kdc", kRaw},        {".mrw", kRaw}};

// The brands of the ISO base media format that pictures have.
std::string_view isoKind(std::string_view brand) {
    for (const auto known : {"heic"sv, "heix"sv, "hevc"sv, "heim"sv, "heis"sv, "mif1"sv, "msf1"sv})
        if (brand == known) return "HEIC";
    if (brand == "avif"sv || brand == "avis"sv) return "AVIF";
    if (brand == "crx "sv) return kRaw;
    return brand.empty() ? std::string_view() : "a film";
}

}  // namespace

std::string_view foreignKindOf(std::string_view name) {
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos) return {};
    std::string ending(name.substr(dot));
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const auto& [known, kind] : kEndings)
        if (ending == known) return kind;
    return {};
}

bool isCameraRaw(std::string_view name) {
    return foreignKindOf(name) == kRaw;
}

bool canBeRead(std::string_view head) {
    const auto kind = inspect(head).kind;
    return kind == Container::Jpeg || kind == Container::Png || kind == Container::WebP || kind == Container::Tiff;
}

std::string_view foreignContentOf(std::string_view head) {
    constexpr Named kHeads[]{{"GIF8"sv, "GIF"},
                             {"\x00\x00\x00\x0CjP  "sv, "JPEG 2000"},
                             {"\xFF\x4F\xFF\x51"sv, "JPEG 2000"},
                             {"\x00\x00\x00\x0CJXL "sv, "JPEG XL"},
                             {"\xFF\x0A"sv, "JPEG XL"},
                             {"8BPS"sv, "PSD"},
                             {"%PDF"sv, "PDF"},
                             {"%!PS"sv, "EPS"},
                             {"<svg"sv, "SVG"},
                             {"gimp xcf"sv, "XCF"},
                             {"\x76\x2F\x31\x01"sv, "EXR"},
                             {"#?RADIANCE"sv, "HDR"},
                             {"\x00\x00\x01\x00"sv, "icon"},
                             {"PK\x03\x04"sv, "a zip archive"},
                             {"\x1F\x8B"sv, "compressed by gzip"},
                             {"<!DOCTYPE html"sv, "a web page"},
                             {"<!doctype html"sv, "a web page"},
                             {"<html"sv, "a web page"},
                             {"version https://git-lfs"sv, "a pointer of Git LFS; \"git lfs pull\" fetches it"}};
    for (const auto& [begins, kind] : kHeads)
        if (head.starts_with(begins)) return kind;
    return head.size() >= 12 && head.substr(4, 4) == "ftyp"sv ? isoKind(head.substr(8, 4)) : std::string_view();
}

}  // namespace legenda::image
