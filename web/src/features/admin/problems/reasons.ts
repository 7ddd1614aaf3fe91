import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

interface Reason {
  reason: MessageDescriptor
  hint: MessageDescriptor
  /** The server's own words add what only it knows, such as the system's error or the line of a file. */
  isToldFurther?: boolean
}

const convertDisc = msg`Convert the disc into one MKV file for each film or episode, for example with MakeMKV.`
const nameFilm = msg`Rename it, for example to “Film Name (1999).mkv”.`
const nameEpisode = msg`Rename it, for example to “Series Name - S01E02.mkv”.`
const moveUp = msg`Move the films further up.`
const fetchAgain = msg`Copy or download the file again.`

/** What the scanner's codes mean, in the reader's language. A code that is not here is told in the server's words. */
export const REASONS: Record<string, Reason> = {
  not_media: {
    reason: msg`The file is neither video nor something that belongs to one.`,
    hint: msg`Remove it, or give it the ending of what it is.`,
  },
  sample: {
    reason: msg`The file is a short sample of a release.`,
    hint: msg`Rename it without the word “sample” if it is the film itself.`,
  },
  disc_image: { reason: msg`Disc images cannot be played.`, hint: convertDisc },
  disc_folder: { reason: msg`Folders copied from a DVD or Blu-ray cannot be played.`, hint: convertDisc },
  archive: { reason: msg`The file is packed in an archive.`, hint: msg`Unpack it into the same folder.` },
  stream_file: {
    reason: msg`The file holds only an address, not a film.`,
    hint: msg`Put the video file itself into the folder.`,
  },
  no_title: { reason: msg`The name holds no title.`, hint: nameFilm },
  no_year: {
    reason: msg`The name holds no year, so films of the same name cannot be told apart.`,
    hint: msg`Add the year in brackets, for example “Film Name (1999).mkv”.`,
  },
  no_episode_number: { reason: msg`The name holds no episode number.`, hint: nameEpisode },
  special_without_number: { reason: msg`The special has no number.`, hint: nameEpisode },
  episode_in_film_library: {
    reason: msg`The name looks like an episode, but this library holds films.`,
    hint: msg`Move it to a library of series, or let this library hold films and series.`,
  },
  season_differs: {
    reason: msg`The folder names another season than the file; the file was believed.`,
    hint: msg`Move the file to the folder of its season.`,
  },
  ambiguous_date: {
    reason: msg`The date can be read as day-month or month-day; day-month was taken.`,
    hint: msg`Write the date as year-month-day, for example “2024-05-31”.`,
  },
  guessed: {
    reason: msg`The name follows no known convention, so title and numbers are a guess.`,
    hint: msg`Check them, or rename the file: “Film Name (1999).mkv”, “Series Name - S01E02.mkv”.`,
  },
  not_utf8: {
    reason: msg`The name is not valid UTF-8; unreadable letters are shown as “�”.`,
    hint: msg`Rename the file.`,
  },
  empty_file: { reason: msg`The file is empty.`, hint: fetchAgain },
  subtitle_without_video: {
    reason: msg`The subtitles belong to no film here.`,
    hint: msg`Give them the name of the film or episode that they belong to.`,
  },
  truncated: { reason: msg`The end of the file is missing.`, hint: fetchAgain },
  no_video: {
    reason: msg`The file holds no picture.`,
    hint: msg`Remove it from the library if it is not a film.`,
  },
  unreadable: {
    reason: msg`The file cannot be opened as a film.`,
    hint: fetchAgain,
    isToldFurther: true,
  },
  worker_crashed: { reason: msg`Opening the file failed.`, hint: fetchAgain, isToldFurther: true },
  too_deep: { reason: msg`Too many folders lie inside each other.`, hint: moveUp },
  path_too_long: {
    reason: msg`The names of this folder are too long, counted with all folders above it, so what lies there is left out.`,
    hint: msg`Shorten the names of the folders, or move the films further up.`,
  },
  leaves_library: {
    reason: msg`The link points to a place outside of the library.`,
    hint: msg`Add the place it points to as a folder of the library, or move the files here.`,
    isToldFurther: true,
  },
  linked_folder: {
    reason: msg`The link points to a folder of this library, which is read in its own place.`,
    hint: msg`Nothing has to be done.`,
  },
  broken_link: {
    reason: msg`The link points to nothing, or to itself.`,
    hint: msg`Remove it, or let it point to a file.`,
  },
  unreadable_folder: {
    reason: msg`Kino could not read this, so what was known of it stays.`,
    hint: msg`Give the user that Kino runs as the right to read it, and check that its disk is well.`,
    isToldFurther: true,
  },
  not_a_file: {
    reason: msg`It is named like a film, but is a pipe or a device.`,
    hint: msg`Remove it from the library.`,
  },
  folder_away: {
    reason: msg`The folder cannot be read, so its titles wait for it.`,
    hint: msg`Plug the disk in or mount it again. Its titles are kept and come back with it.`,
    isToldFurther: true,
  },
  sidecar_unusable: {
    reason: msg`The description or picture that lies here for a title could not be used.`,
    hint: msg`Replace or remove the file. The title itself plays all the same.`,
    isToldFurther: true,
  },
}
