package chat

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"strconv"

	"parley/shared"
)

// pictureType says what a picture is by its content, and refuses what is none, or
// too big. What it is called by whoever sends it says nothing.
func pictureType(content []byte) (string, error) {
	if len(content) > shared.MaxPicture {
		return "", shared.RefuseField("picture", "A picture has at most "+strconv.Itoa(shared.MaxPicture>>10)+" KiB. Make it smaller.")
	}
	var is string
	var size image.Config
	var err error
	switch {
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		is = "image/png"
		size, err = png.DecodeConfig(bytes.NewReader(content))
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		is = "image/jpeg"
		size, err = jpeg.DecodeConfig(bytes.NewReader(content))
	case len(content) >= 30 && string(content[:4]) == "RIFF" && string(content[8:12]) == "WEBP":
		is, size = "image/webp", webp(content)
	}
	switch {
	case is == "" || err != nil || size.Width == 0 || size.Height == 0:
		return "", shared.RefuseField("picture", "That is no picture we can show. Choose a PNG, JPEG or WebP.")
	case size.Width > shared.MaxPictureSide || size.Height > shared.MaxPictureSide:
		most := strconv.Itoa(shared.MaxPictureSide)
		return "", shared.RefuseField("picture", "A picture is at most "+most+" × "+most+" pixels; this one has "+
			strconv.Itoa(size.Width)+" × "+strconv.Itoa(size.Height)+".")
	}
	// The head may promise what is not there.
	switch is {
	case "image/png":
		_, err = png.Decode(bytes.NewReader(content))
	case "image/jpeg":
		_, err = jpeg.Decode(bytes.NewReader(content))
	}
	if err != nil {
		return "", shared.RefuseField("picture", "The picture is damaged. Save it again, or choose another.")
	}
	return is, nil
}

// webp reads the size of a WebP of at least 30 bytes from its first chunk (RFC
// 9649, 2.5 to 2.7); 0 × 0 if it is none.
func webp(content []byte) (size image.Config) {
	body := content[20:]
	switch string(content[12:16]) {
	case "VP8 ":
		if string(body[3:6]) == "\x9d\x01\x2a" {
			size.Width = int(binary.LittleEndian.Uint16(body[6:])) & 0x3fff
			size.Height = int(binary.LittleEndian.Uint16(body[8:])) & 0x3fff
		}
	case "VP8L":
		if body[0] == 0x2f {
			bits := binary.LittleEndian.Uint32(body[1:])
			size.Width, size.Height = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
		}
	case "VP8X":
		size.Width = (int(body[4]) | int(body[5])<<8 | int(body[6])<<16) + 1
		size.Height = (int(body[7]) | int(body[8])<<8 | int(body[9])<<16) + 1
	}
	return size
}
