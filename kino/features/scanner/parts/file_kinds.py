"""Which files can matter to a library, by extension and by place; decided without a disk."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VIDEO_EXTENSIONS = _words(
    "mkv mp4 m4v avi mov wmv mpg mpeg m2v m1v mpe mpv ts m2ts mts tp trp webm ogv ogm flv f4v asf divx "
    "xvid vob 3gp 3g2 rm rmvb dv dvr-ms wtv mxf nuv evo m2p ps vro rec qt y4m amv mk3d hevc h264 h265 "
    "264 265 av1 ivf nsv mjpeg mjpg"
)
SUBTITLE_EXTENSIONS = _words("srt ass ssa vtt sub idx sup smi sami mks ttml dfxp usf mpl2")
AUDIO_EXTENSIONS = _words("ac3 eac3 dts dtshd thd truehd aac mka flac opus ogg oga mp3 m4a wav wma mp2")
IMAGE_EXTENSIONS = _words("jpg jpeg png webp avif tbn gif bmp")
DISC_IMAGE_EXTENSIONS = _words("iso img nrg mdf ccd cue udf")
ARCHIVE_EXTENSIONS = _words("rar zip 7z tar gz tgz xz bz2 001")

# Hidden, and yet of interest: Kodi and Jellyfin keep pictures of the cast in it.
PORTRAITS_FOLDER = ".actors"

_TEMPORARY_EXTENSIONS = _words(
    "part partial crdownload !qb !ut !bt tmp temp download aria2 filepart opdownload bc! unfinished "
    "incomplete dtapart td ytdl swp lock partfile !sync nzb"
)
_SYSTEM_FOLDERS = _words(
    "@eadir @tmp #recycle @recycle @recently-snapshot #snapshot $recycle.bin recycler lost+found "
    "__macosx found.000 recycle.bin"
) | {"system volume information", "@transcode", "@synoresource"}
_WRITING_FOLDER = re.compile(r"^(?:_unpack_|_failed_|__admin__|incomplete~)", re.IGNORECASE)


def skip_reason(folders: tuple[str, ...], name: str, extension: str) -> str | None:
    """The code of the reason to leave this file out whatever it holds, or None.

    folders: from the library down; extension: lower case, without its dot.
    """
    if name.startswith("."):
        return "hidden"
    for folder in folders:
        if folder == PORTRAITS_FOLDER and extension in IMAGE_EXTENSIONS:
            continue
        if folder.startswith("."):
            return "hidden"
        lowered = folder.lower()
        if lowered in _SYSTEM_FOLDERS or lowered.endswith(".trickplay"):
            return "system_folder"
        if _WRITING_FOLDER.match(folder):
            return "temporary_file"
    if extension in _TEMPORARY_EXTENSIONS or name.endswith("~") or name.startswith("~$"):
        return "temporary_file"
    return None


def unsupported_reason(extension: str) -> str | None:
    """The code of the reason why this kind of file cannot be played though it may hold a film, or None."""
    if extension in DISC_IMAGE_EXTENSIONS:
        return "disc_image"
    if extension in ARCHIVE_EXTENSIONS:
        return "archive"
    return "stream_file" if extension == "strm" else None
