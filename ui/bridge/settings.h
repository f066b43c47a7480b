// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/captioner.h"

#include <QObject>
#include <QVariant>

namespace legenda::ui {

enum class Setting {
    Appearance,      // theme::Appearance as a number
    FontPercent,     // of the usual size
    ProjectsFolder,  // of the projects that the program makes
    Device,          // "auto", "cpu", "cuda", "cuda:N"
    Threads,         // 0: all cores
    Beam,            // 1: greedy
    Captions,        // of each photograph, the best of the beam
    LengthNorm,      // 0: by log-probability, 1: by log-probability per word
    Temperature,     // above 0: sampling instead of a beam
    Beta,            // where a project has none of its own
    CacheMegabytes,  // of thumbnails
    CacheFolder,     // above the one of thumbnails
};

// What the user sets once for all projects: the one owner of the settings' keys, defaults and ranges, kept with the
// preferences. One for each application, which owns it; GUI thread.
class Settings : public QObject {
    Q_OBJECT
 public:
    static Settings& ofApplication();

    // Of the setting's own type; what lies outside its range is moved into it, what is no value is the default.
    QVariant value(Setting setting) const;
    int number(Setting setting) const { return value(setting).toInt(); }
    double real(Setting setting) const { return value(setting).toDouble(); }
    QString text(Setting setting) const { return value(setting).toString(); }
    void set(Setting setting, const QVariant& value);
    void reset(Setting setting) { set(setting, standard(setting)); }
    bool isStandard(Setting setting) const { return value(setting) == standard(setting); }

    // CacheFolder as it was when the program began, which is in use until its end.
    const QString& cacheFolderInUse() const { return cacheFolderInUse_; }

    static QVariant standard(Setting setting);
    static double least(Setting setting);
    static double most(Setting setting);

    model::DecodeOptions decoding() const;  // without a seed

 Q_SIGNALS:
    void changed(legenda::ui::Setting setting);

 private:
    explicit Settings(QObject* application);

    QString cacheFolderInUse_;
};

// Below it the program makes projects of photographs and, in the dialog of imports, of datasets.
QString projectsFolder();
// The folder of projects that the program makes itself: the demo project.
QString dataFolder();

}  // namespace legenda::ui
