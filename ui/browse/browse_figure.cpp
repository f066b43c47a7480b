// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/browse/browse_figure.h"

#include "core/base/files.h"
#include "ui/browse/sentence/aligned_sentence.h"
#include "ui/canvas/image_canvas.h"

#include <QBuffer>
#include <QDir>
#include <QFileInfo>
#include <QFontMetricsF>
#include <QPainter>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>

namespace legenda::ui {

namespace {

constexpr double kLeastWidth = 420;  // keeps a sentence readable
constexpr int kJpegQuality = 94;
constexpr double kDotsPerMetre = 300 / 0.0254;

QString attribute(double value) {
    return QString::number(value, 'g', 8);
}

}  // namespace

BrowseFigure::BrowseFigure(const ImageCanvas& canvas, const AlignedSentence& sentence, QString title, QString source)
    : picture_(canvas.image()),
      scene_(canvas.fittedScene()),
      sentence_(sentence.line()),
      title_(std::move(title)),
      source_(std::move(source)),
      sourceFont_(theme::font(theme::Type::Small)),
      backdrop_(theme::colours().backdrop),
      panel_(theme::colours().panel),
      weak_(theme::colours().textWeak) {
    if (picture_.isNull()) return;
    const QRectF picture = pictureRect();
    const double width = std::ceil(std::max(kLeastWidth, picture.width() + 2 * ImageCanvas::kFitMargin));
    const double shift = (width - picture.width()) / 2 - scene_.offset.x();
    scene_.offset.rx() += shift;
    scene_.room.setRight(scene_.room.right() + 2 * shift);
    top_ = std::ceil(picture.height() + 2 * ImageCanvas::kFitMargin);
    foot_ = top_ + (sentence_.words.empty() ? 0 : std::ceil(sentence_.layout(width)));
    const double line = std::ceil(QFontMetricsF(sourceFont_).height()) + 2 * theme::kSpace1;
    size_ = {width, foot_ + (source_.isEmpty() ? 0 : line)};
}

QRectF BrowseFigure::pictureRect() const {
    return scene_.placed(QRectF(QPointF(0, 0), scene_.fullSize));
}

double BrowseFigure::printScale() const {
    return std::clamp(kLongest / std::max({1.0, size_.width(), size_.height()}), 2.0, 3.0);
}

void BrowseFigure::paintOver(QPainter& painter) const {
    painter.setRenderHint(QPainter::Antialiasing);
    scene_.paint(painter, scene_.layoutLabels());
    painter.save();
    painter.translate(0, top_);
    sentence_.paint(painter);
    painter.restore();
    if (!source_.isEmpty()) paintSource(painter);
}

void BrowseFigure::paintSource(QPainter& painter) const {
    const QRectF line(theme::kSpace4, foot_, size_.width() - 2 * theme::kSpace4, size_.height() - foot_);
    painter.setFont(sourceFont_);
    painter.setPen(weak_);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(sourceFont_).elidedText(source_, Qt::ElideMiddle, line.width()));
}

QImage BrowseFigure::image(double scale) const {
    QImage out((size_ * scale).toSize(), QImage::Format_RGB32);
    out.fill(panel_);
    QPainter painter(&out);
    const QRectF place = pictureRect();
    const QRect target = QRectF(place.topLeft() * scale, place.size() * scale).toRect();
    painter.fillRect(QRectF(0, 0, out.width(), top_ * scale), backdrop_);
    painter.drawImage(target.topLeft(),
                      picture_.scaled(target.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    painter.scale(scale, scale);
    paintOver(painter);
    return out;
}

QByteArray BrowseFigure::png() const {
    QImage drawn = image(printScale());
    drawn.setDotsPerMeterX(static_cast<int>(kDotsPerMetre));
    drawn.setDotsPerMeterY(static_cast<int>(kDotsPerMetre));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    drawn.save(&buffer, "PNG");
    return bytes;
}

// QSvgGenerator would embed the photograph as PNG, five times as large: it draws only the overlays, and the photograph
// is embedded below as JPEG.
QByteArray BrowseFigure::svg() const {
    QByteArray over;
    {
        QBuffer buffer(&over);
        buffer.open(QIODevice::WriteOnly);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setResolution(96);
        generator.setSize(size_.toSize());
        generator.setViewBox(QRectF(QPointF(0, 0), size_));
        generator.setTitle(title_.toHtmlEscaped());
        QStringList words;
        for (const auto& word : sentence_.words) words << word.text;
        generator.setDescription(words.join(QLatin1Char(' ')).toHtmlEscaped());
        QPainter painter(&generator);
        paintOver(painter);
    }
    QByteArray jpeg;
    QBuffer buffer(&jpeg);
    buffer.open(QIODevice::WriteOnly);
    picture_.save(&buffer, "JPEG", kJpegQuality);
    const QRectF place = pictureRect();
    const QString below =
        QStringLiteral(
            "<rect width=\"%1\" height=\"%2\" fill=\"%3\"/>\n"
            "<rect width=\"%1\" height=\"%4\" fill=\"%5\"/>\n"
            "<image x=\"%6\" y=\"%7\" width=\"%8\" height=\"%9\" preserveAspectRatio=\"none\" ")
            .arg(attribute(size_.width()), attribute(size_.height()), panel_.name(), attribute(top_), backdrop_.name(),
                 attribute(place.x()), attribute(place.y()), attribute(place.width()), attribute(place.height()));
    const QByteArray picture = below.toUtf8() + "xlink:href=\"data:image/jpeg;base64," + jpeg.toBase64() + "\"/>\n";
    const auto first = over.indexOf("<g ");
    over.insert(first < 0 ? over.size() : first, picture);
    // Fallback fonts.
    const QByteArray family = sentence_.wordFont.family().toUtf8();
    over.replace("font-family=\"" + family + "\"", "font-family=\"" + family + ", sans-serif\"");
    return over;
}

base::Status BrowseFigure::save(const QString& file) const {
    const bool vector = file.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive);
    const QByteArray bytes = vector ? svg() : png();
    return base::writeFileAtomically(file.toStdString(),
                                     std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

}  // namespace legenda::ui
