// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/live_programs.h"

#include "ui/bridge/preferences.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace legenda::ui {

namespace {

const QString kProgramsKey = QStringLiteral("live/programs");
const QString kBesideKey = QStringLiteral("live/beside");
const QString kAgreedKey = QStringLiteral("live/agreed");

bool isThisComputer(const QString& host) {
    static const QRegularExpression loopback(QStringLiteral("^127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}$"));
    return host == QLatin1String("localhost") || host == QLatin1String("::1") || loopback.match(host).hasMatch();
}

}  // namespace

QString LiveProgram::remoteHost() const {
    if (!isAdapter()) return {};
    const QString host = QUrl(address).host();
    return isThisComputer(host) ? QString() : host;
}

LivePrograms& LivePrograms::ofApplication() {
    static QPointer<LivePrograms> one;
    if (!one) one = new LivePrograms(QCoreApplication::instance());
    return *one;
}

QList<LiveProgram> LivePrograms::all() const {
    QList<LiveProgram> programs;
    const auto kept = QJsonDocument::fromJson(preference(kProgramsKey).toString().toUtf8()).array();
    for (const auto& value : kept) {
        const QJsonObject each = value.toObject();
        const LiveProgram program{each[QLatin1String("name")].toString(), each[QLatin1String("command")].toString(),
                                  each[QLatin1String("address")].toString(), each[QLatin1String("model")].toString(),
                                  each[QLatin1String("keyVariable")].toString()};
        const bool whole = !program.isAdapter() || (!addressOf(program.address).isEmpty() && !program.model.isEmpty());
        if (!program.name.isEmpty() && whole) programs.append(program);
    }
    return programs;
}

std::optional<LiveProgram> LivePrograms::find(const QString& name) const {
    for (const LiveProgram& program : all())
        if (program.name == name) return program;
    return {};
}

void LivePrograms::insert(qsizetype at, const LiveProgram& program) {
    auto programs = all();
    programs.insert(std::clamp<qsizetype>(at, 0, programs.size()), program);
    keep(programs);
}

void LivePrograms::replace(const QString& name, const LiveProgram& program) {
    auto programs = all();
    for (LiveProgram& each : programs)
        if (each.name == name) each = program;
    if (beside() == name) setPreference(kBesideKey, program.name);
    keep(programs);
}

void LivePrograms::remove(const QString& name) {
    auto programs = all();
    programs.removeIf([&name](const LiveProgram& each) { return each.name == name; });
    keep(programs);
}

void LivePrograms::keep(const QList<LiveProgram>& programs) {
    QJsonArray kept;
    for (const LiveProgram& each : programs) {
        QJsonObject program{{QStringLiteral("name"), each.name}};
        if (each.isAdapter()) {
            program.insert(QStringLiteral("address"), each.address);
            program.insert(QStringLiteral("model"), each.model);
            if (!each.keyVariable.isEmpty()) program.insert(QStringLiteral("keyVariable"), each.keyVariable);
        } else {
            program.insert(QStringLiteral("command"), each.command);
        }
        kept.append(program);
    }
    setPreference(kProgramsKey,
                  kept.isEmpty() ? QVariant() : QString::fromUtf8(QJsonDocument(kept).toJson(QJsonDocument::Compact)));
    auto agreed = preference(kAgreedKey).toStringList();
    const auto unused = [&programs](const QString& address) {
        return std::ranges::none_of(programs, [&](const LiveProgram& each) { return each.address == address; });
    };
    if (agreed.removeIf(unused) > 0)
        setPreference(kAgreedKey, agreed.isEmpty() ? QVariant() : QVariant::fromValue(agreed));
    Q_EMIT changed();
}

void LivePrograms::setBeside(const QString& name) {
    if (name == beside()) return;
    setPreference(kBesideKey, name.isEmpty() ? QVariant() : name);
    Q_EMIT changed();
}

QString LivePrograms::beside() const {
    return preference(kBesideKey).toString();
}

void LivePrograms::agree(const QString& address) {
    auto addresses = preference(kAgreedKey).toStringList();
    if (addresses.contains(address)) return;
    addresses.append(address);
    setPreference(kAgreedKey, addresses);
}

bool LivePrograms::agreed(const QString& address) const {
    return preference(kAgreedKey).toStringList().contains(address);
}

bool LivePrograms::mayBeAsked(const LiveProgram& program) const {
    return program.remoteHost().isEmpty() || agreed(program.address);
}

bool LivePrograms::isVariable(const QString& name) {
    static const QRegularExpression variable(QStringLiteral("\\A[A-Za-z_][A-Za-z0-9_]*\\z"));
    return variable.match(name).hasMatch();
}

QString LivePrograms::addressOf(const QString& typed) {
    const QString text = typed.trimmed();
    const QUrl url(text.contains(QLatin1String("://")) ? text : QStringLiteral("http://") + text, QUrl::StrictMode);
    const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || !web || url.host().isEmpty() || !url.userInfo().isEmpty()) return {};
    return url.adjusted(QUrl::StripTrailingSlash | QUrl::RemoveQuery | QUrl::RemoveFragment)
        .toString(QUrl::FullyEncoded);
}

}  // namespace legenda::ui
