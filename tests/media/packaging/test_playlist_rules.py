"""The reader that other tests hold playlists against notices what the standard does not allow."""

import pytest

from tests.support.hls_rules import BrokenPlaylist, read_master, read_media

MASTER = b"""#EXTM3U
#EXT-X-VERSION:7
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="One",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a/i.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=9,AVERAGE-BANDWIDTH=8,CODECS="ac-3",RESOLUTION=4x3,FRAME-RATE=25,AUDIO="a"
v/i.m3u8
"""
MEDIA = b"""#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MAP:URI="init.mp4"
#EXTINF:6.499,
0.m4s
#EXTINF:2,
1.m4s
#EXT-X-ENDLIST
"""


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        (b"#EXTM3U\n", b""),
        (b"VERSION:7", b"VERSION:7\n#EXT-X-VERSION:7"),
        (b"TYPE=AUDIO,", b"TYPE=AUDIO, "),
        (b"TYPE=AUDIO,", b"TYPE=AUDIO,TYPE=AUDIO,"),
        (b'NAME="One"', b"NAME=One"),
        (b'NAME="One",', b""),
        (b"AUTOSELECT=YES", b"AUTOSELECT=NO"),
        (b'URI="a/i.m3u8"', b'URI="a/i.m3u8",'),
        (b'URI="a/i.m3u8"', b'URI="../i.m3u8"'),
        (b'AUDIO="a"', b'AUDIO="b"'),
        (b"BANDWIDTH=9,", b"BANDWIDTH=7,"),
        (b'CODECS="ac-3"', b'CODECS="mpeg2"'),
        (b"RESOLUTION=4x3", b"RESOLUTION=4:3"),
        (b",FRAME-RATE=25", b""),
        (b"v/i.m3u8", b"/v/i.m3u8"),
        (b"v/i.m3u8\n", b""),
        (b"#EXT-X-MEDIA:", b"#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA:"),
    ],
)
def test_broken_master_playlist_is_noticed(sound: bytes, broken: bytes) -> None:
    assert read_master(MASTER).sounds[0].is_default
    assert sound in MASTER
    with pytest.raises(BrokenPlaylist):
        read_master(MASTER.replace(sound, broken, 1))


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        (b"VERSION:7", b"VERSION:5"),
        (b"#EXT-X-VERSION:7\n", b""),
        (b"#EXT-X-TARGETDURATION:6\n", b""),
        (b"EXTINF:6.499", b"EXTINF:6.5"),
        (b"EXTINF:2,", b"EXTINF:2"),
        (b"EXTINF:2,", b"EXTINF:0,"),
        (b"#EXTINF:2,\n", b""),
        (b"1.m4s", b"0.m4s"),
        (b"1.m4s", b"http://elsewhere/1.m4s"),
        (b"0.m4s", b" 0.m4s"),
        (b'#EXT-X-MAP:URI="init.mp4"\n', b""),
        (b'#EXT-X-MAP:URI="init.mp4"\n#EXTINF:6.499,\n0.m4s', b'#EXTINF:6,\n0.m4s\n#EXT-X-MAP:URI="i"'),
        (b"#EXT-X-ENDLIST\n", b""),
        (b"#EXT-X-ENDLIST", b"#EXT-X-ENDLIST\n#EXTINF:2,\n2.m4s"),
        (b"#EXTINF:2", b"#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:2"),
        (b"#EXTINF:2", b"#EXT-X-STREAM-INF:BANDWIDTH=1\n#EXTINF:2"),
        (b"#EXTINF:2", b"#EXT-X-NOVELTY\n#EXTINF:2"),
    ],
)
def test_broken_media_playlist_is_noticed(sound: bytes, broken: bytes) -> None:
    assert [float(one.length_s) for one in read_media(MEDIA).segments] == [6.499, 2]
    assert sound in MEDIA
    with pytest.raises(BrokenPlaylist):
        read_media(MEDIA.replace(sound, broken, 1))
